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
	EnvVaultCLINoColor       = "VAULT_CLI_NO_COLOR"
	EnvVaultDetailed         = "VAULT_DETAILED"
	EnvVaultFormat           = "VAULT_FORMAT"
	flagNameAddress          = "address"
	flagNameCACert           = "ca-cert"
	flagNameCAPath           = "ca-path"
	flagNameClientCert       = "client-cert"
	flagNameClientKey        = "client-key"
	flagNameDisableRedirects = "disable-redirects"
	flagNameTLSSkipVerify    = "tls-skip-verify"
	flagTLSServerName        = "tls-server-name"
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
		"kv":           make(func() cli.Command { return &KVCommand{BaseCommand: base()} }),
		"kv get":       make(func() cli.Command { return &KVGetCommand{BaseCommand: base()} }),
		"lease":        make(func() cli.Command { return &LeaseCommand{BaseCommand: base()} }),
		"lease revoke": make(func() cli.Command { return &LeaseRevokeCommand{BaseCommand: base()} }),
		"read":         make(func() cli.Command { return &ReadCommand{BaseCommand: base()} }),
		"token":        make(func() cli.Command { return &TokenCommand{BaseCommand: base()} }),
		"token revoke": make(func() cli.Command { return &TokenRevokeCommand{BaseCommand: base()} }),
		"unwrap":       make(func() cli.Command { return &UnwrapCommand{BaseCommand: base()} }),
		"write":        make(func() cli.Command { return &WriteCommand{BaseCommand: base()} }),
	}
}
