import { definePlugin, defineRule } from "circlesec";

const unmirroredImage = defineRule({
  meta: {
    id: "unmirrored-image",
    summary: "Pull images of Docker Hub from the mirror",
    why: "Pulls past the mirror count against a limit that all teams share, and nobody has scanned what they pull.",
    category: "authentication",
    severity: "warning",
    fixable: "sometimes",
    since: "1.0.0",
  },
  options: {
    properties: {
      mirror: { type: "string", description: "Host of the mirror", minLength: 1 },
      except: { type: "array", description: "Images that may come from Docker Hub", items: { type: "string" } },
    },
    defaults: { mirror: "mirror.acme.example", except: [] },
  },
  on: {
    pullSite(site, { report, edit, options: { mirror, except } }) {
      const images = [...site.image.values];
      if (!images.every((image) => site.registries.has("docker-hub") && !except.includes(image))) return;
      // A parameter or an alias decides what is pulled: where to change it, a person has to see.
      const isPlain = images.length === 1 && images[0] === site.text && site.pair.value?.kind === "scalar";
      const name = site.text.replace(/^(?:index\.)?docker\.io\//, "");
      const to = `${mirror}/${name.includes("/") ? name : `library/${name}`}`;
      const part = isPlain && site.uses.length === 1 ? edit.setText(site.pair.value, to) : undefined;
      report({
        at: site.span,
        message: `\`${site.text}\` does not come from the mirror`,
        why: "The pull counts against the limit that all teams share",
        help: part ? undefined : `Pull it as \`${mirror}/…\``,
        fix: part && {
          title: `Pull it as \`${to}\``,
          safety: "unsafe",
          ...part,
          images: [{ from: site.text, to }],
          setup: [],
        },
      });
    },
  },
});

export default definePlugin({ meta: { name: "acme", version: "1.0.0" }, rules: [unmirroredImage] });
