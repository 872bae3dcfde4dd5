/** A plugin `acme` with one rule, as text. */
export function plugin(listeners: string, more = "", name = "acme", id = "unowned-image"): string {
  return `export default {
  meta: { name: "${name}", version: "1.0.0" },
  rules: [{
    meta: { id: "${id}", summary: "S", why: "W.", category: "syntax", severity: "warning", fixable: "never", since: "1.0.0" },
    ${more}
    on: { ${listeners} },
  }],
};`;
}

/** A listener that finds something at every image. */
export const REPORT =
  "pullSite(site, { report }) { report({ at: site.span, message: `nobody owns ${site.text}`, why: 'Because' }); }";
