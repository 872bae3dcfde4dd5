/** Who issues credentials, and what a person does there about one that leaked. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  /** One imperative line: how to revoke a token and what to put in its place. */
  readonly rotate: string;
  /** The title of a page of the provider's documentation. */
  readonly page: string;
}

/** The provider for what no other issues, or for what the text does not tell. */
const GENERIC_PROVIDER: Provider = {
  id: "generic",
  name: "the account it belongs to",
  rotate: "Change it where it was issued and store the new one in a context or the project's environment variables",
  page: "Using contexts",
};

/** Every provider, the generic one included. */
export const PROVIDERS: readonly Provider[] = [
  {
    id: "docker-hub",
    name: "Docker Hub",
    rotate:
      "Delete it under Account settings → Personal access tokens and create another with the access that it needs",
    page: "Personal access tokens",
  },
  {
    id: "aws",
    name: "AWS",
    rotate: "Create another key under IAM → Users → Security credentials, then deactivate and delete this one",
    page: "Manage access keys for IAM users",
  },
  {
    id: "github",
    name: "GitHub",
    rotate: "Revoke it under Settings → Developer settings and create another with the scopes that it needs",
    page: "Managing your personal access tokens",
  },
  {
    id: "gitlab",
    name: "GitLab",
    rotate:
      "Revoke it under Access tokens of the user, project or group and create another with the scopes that it needs",
    page: "Personal access tokens",
  },
  {
    id: "atlassian",
    name: "Atlassian",
    rotate: "Revoke it under Account settings → Security → API tokens and create another with the scopes that it needs",
    page: "Manage API tokens for your Atlassian account",
  },
  {
    id: "npm",
    name: "npm",
    rotate: "Delete it under Access Tokens of the account and create a granular one for the packages that it publishes",
    page: "Revoking access tokens",
  },
  {
    id: "pypi",
    name: "PyPI",
    rotate: "Remove it under Account settings → API tokens and create one for the project alone",
    page: "PyPI Help",
  },
  {
    id: "rubygems",
    name: "RubyGems",
    rotate: "Delete it under Settings → API keys and create another with the scopes that it needs",
    page: "API key scopes",
  },
  {
    id: "slack",
    name: "Slack",
    rotate: "Revoke it in the settings of its Slack app (a webhook: delete it there) and install the app again",
    page: "Tokens",
  },
  {
    id: "circleci",
    name: "CircleCI",
    rotate:
      "Delete it under User Settings → Personal API Tokens, or Project Settings → API Permissions, and create another",
    page: "Managing API tokens",
  },
  {
    id: "heroku",
    name: "Heroku",
    rotate: "Revoke it under Account settings → Applications, or regenerate the API key there, and use the new one",
    page: "Heroku CLI Authentication",
  },
  {
    id: "codecov",
    name: "Codecov",
    rotate: "Regenerate the upload token in the repository's configuration on Codecov",
    page: "Adding the Codecov token",
  },
  {
    id: "coveralls",
    name: "Coveralls",
    rotate: "Regenerate the repo token in the repository's settings on Coveralls",
    page: "Coveralls documentation",
  },
  {
    id: "code-climate",
    name: "Code Climate",
    rotate: "Regenerate the test reporter id in the repository's settings, or move to the coverage token of Qlty",
    page: "Finding Your Test Coverage Token",
  },
  {
    id: "sentry",
    name: "Sentry",
    rotate: "Revoke it under Settings → Auth Tokens (a DSN: the project's Client Keys) and create another",
    page: "Auth Tokens",
  },
  {
    id: "sonar",
    name: "SonarQube",
    rotate: "Revoke it under My Account → Security and generate another",
    page: "Managing your tokens",
  },
  {
    id: "snyk",
    name: "Snyk",
    rotate: "Revoke it in the account settings (a service account: in those of its group) and generate another",
    page: "Snyk documentation",
  },
  {
    id: "vault",
    name: "Vault",
    rotate: "Revoke it with `vault token revoke` and let the job log in for a token that lives as long as it does",
    page: "Tokens",
  },
  {
    id: "google-cloud",
    name: "Google Cloud",
    rotate: "Delete the key under IAM & Admin → Service Accounts → Keys and let the job log in with OIDC",
    page: "Create and delete service account keys",
  },
  {
    id: "azure",
    name: "Azure",
    rotate: "Rotate the storage account's access key, or replace the client secret of the app registration",
    page: "Manage storage account access keys",
  },
  {
    id: "digitalocean",
    name: "DigitalOcean",
    rotate: "Delete it under API → Tokens and generate another with the scopes that it needs",
    page: "How to Create a Personal Access Token",
  },
  {
    id: "cloudflare",
    name: "Cloudflare",
    rotate: "Roll it under My Profile → API Tokens",
    page: "Roll tokens",
  },
  {
    id: "terraform-cloud",
    name: "Terraform Cloud",
    rotate: "Delete it under the Tokens of the user, team or organization and create another",
    page: "API tokens",
  },
  {
    id: "pulumi",
    name: "Pulumi",
    rotate: "Delete it under Access tokens of the user, team or organization and create another",
    page: "Access tokens",
  },
  {
    id: "planetscale",
    name: "PlanetScale",
    rotate: "Delete it under Settings → Service tokens (a password: the database's Passwords) and create another",
    page: "Service tokens",
  },
  {
    id: "databricks",
    name: "Databricks",
    rotate: "Revoke it under Settings → Developer → Access tokens and generate another that expires",
    page: "Monitor and revoke personal access tokens",
  },
  {
    id: "doppler",
    name: "Doppler",
    rotate: "Revoke it in the access settings of its config or account and create another",
    page: "Service Tokens",
  },
  {
    id: "1password",
    name: "1Password",
    rotate: "Rotate the token on the page of its service account",
    page: "Manage service accounts",
  },
  {
    id: "vercel",
    name: "Vercel",
    rotate: "Delete it under Account Settings → Tokens and create another that expires",
    page: "Vercel documentation",
  },
  {
    id: "datadog",
    name: "Datadog",
    rotate: "Revoke it under Organization Settings → API Keys or Application Keys and create another",
    page: "API and Application Keys",
  },
  {
    id: "new-relic",
    name: "New Relic",
    rotate: "Delete it on the API keys page and create another",
    page: "New Relic API keys",
  },
  {
    id: "grafana",
    name: "Grafana",
    rotate: "Delete it from its service account or access policy and add another",
    page: "Service accounts",
  },
  {
    id: "anthropic",
    name: "Anthropic",
    rotate: "Delete it under API keys in the console and create another",
    page: "API Key Best Practices: Keeping Your Keys Safe and Secure",
  },
  {
    id: "openai",
    name: "OpenAI",
    rotate: "Revoke it under API keys of its project and create another with the permissions that it needs",
    page: "Best Practices for API Key Safety",
  },
  {
    id: "groq",
    name: "Groq",
    rotate: "Delete it under API Keys in the console and create another",
    page: "Groq documentation",
  },
  {
    id: "huggingface",
    name: "Hugging Face",
    rotate: "Invalidate it under Settings → Access Tokens and create another with the role that it needs",
    page: "User access tokens",
  },
  {
    id: "stripe",
    name: "Stripe",
    rotate: "Rotate it under Developers → API keys",
    page: "API keys",
  },
  {
    id: "twilio",
    name: "Twilio",
    rotate: "Delete the API key and create another, or promote a secondary auth token",
    page: "Auth Tokens and How to Change Them",
  },
  {
    id: "sendgrid",
    name: "SendGrid",
    rotate: "Delete it under Settings → API Keys and create another with restricted access",
    page: "API Keys",
  },
  {
    id: "mailgun",
    name: "Mailgun",
    rotate: "Delete it among the API keys of the account and create another",
    page: "Mailgun documentation",
  },
  {
    id: "shopify",
    name: "Shopify",
    rotate: "Rotate the credentials of its app, or uninstall the app and install it again",
    page: "Shopify developer documentation",
  },
  {
    id: "linear",
    name: "Linear",
    rotate: "Revoke it in the API settings of the account and create another",
    page: "API and Webhooks",
  },
  {
    id: "notion",
    name: "Notion",
    rotate: "Refresh the secret in the settings of its integration",
    page: "Authorization",
  },
  {
    id: "figma",
    name: "Figma",
    rotate: "Revoke it under Settings → Security → Personal access tokens and generate another",
    page: "Manage personal access tokens",
  },
  {
    id: "postman",
    name: "Postman",
    rotate: "Delete it under Settings → API keys and generate another",
    page: "Postman documentation",
  },
  {
    id: "dropbox",
    name: "Dropbox",
    rotate: "Revoke it, or disconnect its app from the account, and let the job get a short-lived one",
    page: "OAuth Guide",
  },
  {
    id: "telegram",
    name: "Telegram",
    rotate: "Send `/revoke` to @BotFather, which answers with another token",
    page: "Telegram Bot Features",
  },
  {
    id: "private-key",
    name: "the owner of the key",
    rotate: "Generate another key pair, and take the public key of this one off every host and account that trusts it",
    page: "Rotate project SSH keys",
  },
  {
    id: "jwt",
    name: "the issuer of the token",
    rotate: "End the session or rotate the key that signed it: the token is valid until it expires",
    page: "JSON Web Token Best Current Practices",
  },
  GENERIC_PROVIDER,
];

/** The provider of an id; the generic one for an id that is not known. */
export function providerOf(id: string | undefined): Provider {
  return PROVIDERS.find((provider) => provider.id === id) ?? GENERIC_PROVIDER;
}
