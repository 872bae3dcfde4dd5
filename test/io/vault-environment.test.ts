import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readVaultEnvironment } from "../../src/io/vault-environment.ts";
import { UserError } from "../../src/user-error.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("variables say where Vault is and who asks", () => {
  const home = temporaryFolder();
  writeFileSync(join(home, ".vault-token"), "from-the-file");
  writeFileSync(join(home, "ca.pem"), "certificates");
  const env = {
    VAULT_ADDR: "https://vault.example",
    VAULT_NAMESPACE: "team",
    VAULT_TOKEN: " from-the-variable\n",
    VAULT_CACERT: join(home, "ca.pem"),
  };
  expect(readVaultEnvironment(env, home)).toEqual({
    address: "https://vault.example",
    namespace: "team",
    token: "from-the-variable",
    authority: "certificates",
  });
});

test("the token that `vault login` has written is read where no variable holds one", () => {
  const home = temporaryFolder();
  writeFileSync(join(home, ".vault-token"), "from-the-file\n");
  expect(readVaultEnvironment({ VAULT_TOKEN: "" }, home).token).toBe("from-the-file");
});

test("an empty surrounding says nothing", () => {
  expect(readVaultEnvironment({ VAULT_ADDR: "" }, temporaryFolder())).toEqual({
    address: undefined,
    namespace: undefined,
    token: undefined,
    authority: undefined,
  });
});

test("a certificate that cannot be read is an error", () => {
  expect(() => readVaultEnvironment({ VAULT_CACERT: "/none.pem" }, temporaryFolder())).toThrow(
    new UserError("the file `/none.pem`, which VAULT_CACERT names, cannot be read", {
      help: "Set VAULT_CACERT to a file of certificates in PEM, or unset it",
    }),
  );
});
