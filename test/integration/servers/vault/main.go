// Command vault is HashiCorp Vault's own command line, less everything but what the steps of a job and `circlesec vault setup` use.
package main

import (
	"os"

	"circlesec.example/servers/vault/command"
)

func main() { os.Exit(command.Run(os.Args[1:])) }
