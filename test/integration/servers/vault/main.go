// Command vault is HashiCorp Vault's own command line, less everything but what a job's steps use.
package main

import (
	"os"

	"circlesec.example/servers/vault/command"
)

func main() { os.Exit(command.Run(os.Args[1:])) }
