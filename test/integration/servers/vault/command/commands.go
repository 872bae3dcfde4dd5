// Package command is Vault's own, of which the build lays the unmodified files of these commands beside this one
// (see ../README.md).
package command

import (
	_ "github.com/ghodss/yaml" // The blank imports are those files' own, so that `go mod tidy` keeps them.
	"github.com/hashicorp/cli"
	_ "github.com/hashicorp/go-secure-stdlib/kv-builder"
	_ "github.com/hashicorp/vault-hcp-lib"
	_ "github.com/hashicorp/vault/api/cliconfig"
	_ "github.com/hashicorp/vault/api/tokenhelper"
	_ "github.com/hashicorp/vault/command/config"
	_ "github.com/kr/text"
	_ "github.com/ryanuber/columnize"
)

// Names of variables and flags, as those files call them.
const (
	EnvVaultCLINoColor = "VAULT_CLI_NO_COLOR"
	EnvVaultDetailed   = "VAULT_DETAILED"
	EnvVaultFormat     = "VAULT_FORMAT"

	flagNameAddress                    = "address"
	flagNameAllowedManagedKeys         = "allowed-managed-keys"
	flagNameAllowedResponseHeaders     = "allowed-response-headers"
	flagNameAuditNonHMACRequestKeys    = "audit-non-hmac-request-keys"
	flagNameAuditNonHMACResponseKeys   = "audit-non-hmac-response-keys"
	flagNameCACert                     = "ca-cert"
	flagNameCAPath                     = "ca-path"
	flagNameClientCert                 = "client-cert"
	flagNameClientKey                  = "client-key"
	flagNameDelegatedAuthAccessors     = "delegated-auth-accessors"
	flagNameDisableRedirects           = "disable-redirects"
	flagNameIdentityTokenKey           = "identity-token-key"
	flagNameListingVisibility          = "listing-visibility"
	flagNamePassthroughRequestHeaders  = "passthrough-request-headers"
	flagNamePluginVersion              = "plugin-version"
	flagNameTLSSkipVerify              = "tls-skip-verify"
	flagNameTokenType                  = "token-type"
	flagNameTrimRequestTrailingSlashes = "trim-request-trailing-slashes"
	flagTLSServerName                  = "tls-server-name"
)

// The help would name commands that are not here.
func init() { commonCommands = []string{"read", "unwrap", "write"} }

func initCommands(ui, _ cli.Ui, options *RunOptions) map[string]cli.CommandFactory {
	base := func() *BaseCommand {
		return &BaseCommand{UI: ui, tokenHelper: options.TokenHelper, flagAddress: options.Address, client: options.Client}
	}
	make := func(command func() cli.Command) cli.CommandFactory {
		return func() (cli.Command, error) { return command(), nil }
	}
	return map[string]cli.CommandFactory{
		"auth":            make(func() cli.Command { return &AuthCommand{BaseCommand: base()} }),
		"auth enable":     make(func() cli.Command { return &AuthEnableCommand{BaseCommand: base()} }),
		"kv":              make(func() cli.Command { return &KVCommand{BaseCommand: base()} }),
		"kv get":          make(func() cli.Command { return &KVGetCommand{BaseCommand: base()} }),
		"kv put":          make(func() cli.Command { return &KVPutCommand{BaseCommand: base()} }),
		"lease":           make(func() cli.Command { return &LeaseCommand{BaseCommand: base()} }),
		"lease revoke":    make(func() cli.Command { return &LeaseRevokeCommand{BaseCommand: base()} }),
		"plugin":          make(func() cli.Command { return &PluginCommand{BaseCommand: base()} }),
		"plugin register": make(func() cli.Command { return &PluginRegisterCommand{BaseCommand: base()} }),
		"policy":          make(func() cli.Command { return &PolicyCommand{BaseCommand: base()} }),
		"policy write":    make(func() cli.Command { return &PolicyWriteCommand{BaseCommand: base()} }),
		"read":            make(func() cli.Command { return &ReadCommand{BaseCommand: base()} }),
		"secrets":         make(func() cli.Command { return &SecretsCommand{BaseCommand: base()} }),
		"secrets enable":  make(func() cli.Command { return &SecretsEnableCommand{BaseCommand: base()} }),
		"token":           make(func() cli.Command { return &TokenCommand{BaseCommand: base()} }),
		"token revoke":    make(func() cli.Command { return &TokenRevokeCommand{BaseCommand: base()} }),
		"unwrap":          make(func() cli.Command { return &UnwrapCommand{BaseCommand: base()} }),
		"write":           make(func() cli.Command { return &WriteCommand{BaseCommand: base()} }),
	}
}
