/** A script that logs in with the password on its command line. */
export type LoginScript = readonly [name: string, script: string];

const FLAGS: readonly LoginScript[] = [
  ["quoted variables", 'docker login -u "$USER_NAME" -p "$PASS"'],
  ["bare variables", "docker login -u $USER_NAME -p $PASS"],
  ["bare variables in braces", "docker login -u ${USER_NAME} -p ${PASS}"],
  ["long options", 'docker login --username "$USER_NAME" --password "$PASS"'],
  ["long options with =", 'docker login --username="$USER_NAME" --password="$PASS"'],
  ["long options with =, bare", "docker login --username=$USER_NAME --password=$PASS"],
  ["short options with =", 'docker login -u="$USER_NAME" -p="$PASS"'],
  ["short options and values in one word", "docker login -u$USER_NAME -p$PASS"],
  ["short options and quoted values in one word", 'docker login -u"$USER_NAME" -p"$PASS"'],
  ["the password first", 'docker login -p "$PASS" -u "$USER_NAME"'],
  ["the server first", 'docker login quay.io -u "$USER_NAME" -p "$PASS"'],
  ["the server between", 'docker login -u "$USER_NAME" quay.io -p "$PASS"'],
  ["the server last", 'docker login -u "$USER_NAME" -p "$PASS" https://index.docker.io/v1/'],
  ["the server in a variable", 'docker login -u "$USER_NAME" -p "$PASS" "$REGISTRY"'],
  ["an e-mail address", 'docker login -e ci@acme.io -u "$USER_NAME" -p "$PASS"'],
  ["options of docker", 'docker --config "$HOME/.acme" -H tcp://dind:2375 login -u "$USER_NAME" -p "$PASS"'],
  ["tabs and more blanks", 'docker \t login   -u  "$USER_NAME"\t-p   "$PASS"   quay.io'],
  ["several lines", 'docker login \\\n  -u "$USER_NAME" \\\n  -p "$PASS" \\\n  quay.io'],
  ["several lines, the password first", 'docker login \\\n  -p "$PASS" \\\n  -u "$USER_NAME"'],
  ["a comment behind it", 'docker login -u "$USER_NAME" -p "$PASS" # for the pulls below'],
];

const VALUES: readonly LoginScript[] = [
  ["a prefix and a suffix", 'docker login -u "ci-$USER_NAME" -p "a-${PASS}-z"'],
  ["a prefix without quotes", "docker login -u ci-$USER_NAME -p a-$PASS"],
  ["quotes side by side", `docker login -u 'ci-'"$USER_NAME" -p 'a "'"$PASS"'" z'`],
  ["two variables without quotes", "docker login -u $USER_NAME -p $PASS$PIN"],
  ["a default", 'docker login -u "${USER_NAME:-nobody}" -p "${PASS:-$OTHER}"'],
  ["a name in a variable", 'NAME=PASS; docker login -u "$USER_NAME" -p "${!NAME}"'],
  ["a substitution", 'docker login -u AWS -p "$(aws ecr get-login-password)" 1.dkr.ecr.eu-west-1.amazonaws.com'],
  ["a substitution with quotes in it", 'docker login -u "$USER_NAME" -p "$(echo "$PASS" | cut -c2-)"'],
  ["a substitution in backticks", 'docker login -u "$USER_NAME" -p "`cat "$HOME/none" 2>/dev/null || echo fallback`"'],
  ["a failing substitution", 'docker login -u "$USER_NAME" -p "$(false)x"'],
  ["a written password", "docker login -u acme -p Wq7vbz-Kd92mR"],
  ["a written password in single quotes", `docker login -u acme -p 'Wq7 "vbz" $Kd92\\mR'`],
  ["a written password in double quotes", 'docker login -u acme -p "Wq7 \\"vbz\\" \\$Kd92\'mR"'],
  ["a written password with escapes", "docker login -u acme -p Wq7\\ vbz\\$Kd92\\'mR"],
  ["a written password in ANSI quotes", "docker login -u acme -p $'Wq7\\tvbz\\'Kd92mR'"],
  ["a written password in pieces", `docker login -u acme -p 'Wq7vbz'"Kd92mR"`],
  ["a written password behind =", "docker login -u acme --password=Wq7vbz-Kd92mR quay.io"],
  ["a written password that is piped", "echo Wq7vbz-Kd92mR | docker login -u acme --password-stdin"],
  [
    "a written password that is piped in quotes",
    `printf '%s' 'Wq7 vbz$Kd92mR' | docker login -u acme --password-stdin ghcr.io`,
  ],
  [
    "a written password beside the usual variable",
    'docker login -u "$DOCKERHUB_USERNAME" -p "$DOCKERHUB_TOKEN"\ndocker login -u other -p Zt4hxc-Gp83nL',
  ],
  [
    "two written passwords of registries that nobody knows",
    "docker login -u acme -p Wq7vbz-Kd92mR harbor.acme.io\ndocker login -u acme -p Zt4hxc-Gp83nL nexus.acme.io",
  ],
  ["a written password in a variable", "PASS=Wq7vbz-Kd92mR\ndocker login -u acme -p $PASS"],
  ["a parameter", 'docker login -u "<< parameters.user >>" -p "<< parameters.password >>"'],
  ["a parameter without quotes", "docker login -u << parameters.user >> -p << parameters.password >>"],
  [
    "a parameter with the variable's name",
    'docker login -u "$<< parameters.user >>" -p "${<< parameters.password >>}"',
  ],
  ["a parameter with the variable's name, bare", "docker login -u $<< parameters.user >> -p $<<parameters.password>>"],
];

const LOGIN = 'docker login -u "$USER_NAME" -p "$PASS"';

const AROUND: readonly LoginScript[] = [
  ["what follows on success", `${LOGIN} && docker push acme/app`],
  ["what follows on failure", `${LOGIN} || exit 3`],
  ["a failure that is let pass", `${LOGIN} || true\ndocker push acme/app`],
  ["what follows in any case", `${LOGIN}; docker push acme/app`],
  ["a condition before it", `[ -n "$PASS" ] && ${LOGIN}`],
  ["an if", `if ${LOGIN}; then docker push acme/app; else docker version; fi`],
  ["an if not", `if ! ${LOGIN}; then docker version; fi`],
  ["a negation", `! ${LOGIN}`],
  ["a loop that tries again", `for try in 1 2; do ${LOGIN} && break; done`],
  ["a loop until it holds", `tries=0\nuntil ${LOGIN}; do tries=$((tries + 1)); [ $tries -lt 2 ] || break; done`],
  ["a loop over servers", `for server in quay.io ghcr.io; do ${LOGIN} "$server"; done`],
  ["a loop over lines", `printf 'quay.io\\nghcr.io\\n' | while read -r server; do ${LOGIN} "$server"; done`],
  [
    "a loop over the lines of a file",
    `printf 'quay.io\\nghcr.io\\n' > servers\nwhile read -r server; do ${LOGIN} $server; done < servers`,
  ],
  ["a function", `log_in() {\n  docker login -u "$1" -p "$2"\n}\nlog_in "$USER_NAME" "$PASS"\ndocker push acme/app`],
  ["a function that ends with its status", `log_in() { ${LOGIN}; }\nlog_in || exit 4`],
  ["a subshell", `(${LOGIN}; docker push acme/app)`],
  ["a group", `{ ${LOGIN}; } > /dev/null`],
  ["a case", `case "$PASS" in "") exit 1 ;; *) ${LOGIN} ;; esac`],
  ["output that is thrown away", `${LOGIN} > /dev/null 2>&1`],
  ["output that is filtered", `${LOGIN} 2>&1 | grep -v WARNING`],
  ["output that is captured", `output=$(${LOGIN})\ndocker tag "$output"`],
  ["output that is captured in quotes", `docker tag "$(${LOGIN} quay.io)"`],
  ["the background", `${LOGIN} &\nwait $!`],
  ["two of them", `${LOGIN} && docker login quay.io -u "$QUAY_USER" -p "$QUAY_PASS"`],
  ["its status asked for", `set +e\n${LOGIN}\nexit $?`],
  ["no pipefail", `set +o pipefail\n${LOGIN}\ndocker push acme/app`],
  ["a trace", `set -x\n${LOGIN}\nset +x`],
  ["variables that must be set", `set -u\n${LOGIN}`],
  ["a user that must be set", 'docker login -u "${USER_NAME:?}" -p "$PASS"'],
];

const PROGRAMS: readonly LoginScript[] = [
  ["sudo", `sudo ${LOGIN}`],
  ["sudo with options", `sudo -E -u deploy ${LOGIN} quay.io`],
  ["sudo with a variable", `sudo DOCKER_CONFIG=/root/.docker ${LOGIN}`],
  ["env", `env DOCKER_CONFIG="$HOME/.acme" ${LOGIN}`],
  ["a variable before it", `DOCKER_CONFIG="$HOME/.acme" ${LOGIN}`],
  ["command", `command ${LOGIN}`],
  ["timeout", `timeout 5 ${LOGIN}`],
  ["nohup", `nohup ${LOGIN}`],
  ["nice", `nice -n 5 ${LOGIN}`],
  ["time", `time ${LOGIN}`],
  ["podman", 'podman login -u "$USER_NAME" -p "$PASS" quay.io'],
  ["nerdctl", 'nerdctl login -u "$USER_NAME" -p "$PASS" quay.io'],
  ["buildah", 'buildah login -u "$USER_NAME" -p "$PASS" quay.io'],
  ["skopeo", 'skopeo login --username "$USER_NAME" --password "$PASS" quay.io'],
  ["oras", 'oras login quay.io -u "$USER_NAME" -p "$PASS"'],
  ["helm", 'helm registry login ghcr.io -u "$USER_NAME" -p "$PASS"'],
  ["crane", 'crane auth login ghcr.io -u "$USER_NAME" -p "$PASS"'],
];

/** What bash runs. */
export const BASH_SCRIPTS: readonly LoginScript[] = [...FLAGS, ...VALUES, ...AROUND, ...PROGRAMS];

/** What a plain shell runs, too. */
export const SH_SCRIPTS: readonly LoginScript[] = BASH_SCRIPTS.filter(
  ([, script]) => !/\$'|\$\{!|pipefail|\btime\b/.test(script),
);

/** Logins that fail where a variable is not set. */
export const UNSET_SCRIPTS: readonly LoginScript[] = [
  ["under set -u", `set -u\n${LOGIN}`],
  ["with :?", 'docker login -u "$USER_NAME" -p "${PASS:?}"'],
  ["with :? and a message, bare", "docker login -u ${USER_NAME:-x} -p ${PASS:?no password}"],
  ["without a word", LOGIN],
];

/** Logins that stay as they are, because a pipe would change what they do. */
export const KEPT_SCRIPTS: readonly LoginScript[] = [
  ["two written passwords", "docker login -u acme -p Wq7vbz-Kd92mR\ndocker login -u other -p Zt4hxc-Gp83nL"],
  ["its standard input is a pipe", `yes | ${LOGIN}`],
  ["its standard input is a file", `${LOGIN} < /dev/null`],
  ["its standard input is text", `${LOGIN} <<< "$OTHER"`],
  ["it is the last thing of the shell", `exec ${LOGIN}`],
  ["sudo reads a password itself", `echo "$OTHER" > file; sudo -S ${LOGIN}`],
  ["no user is given", 'docker login -p "$PASS"'],
  ["it stands in a script in a script", `bash -c 'docker login -u "$USER_NAME" -p "$PASS"'`],
  ["it stands in a text that is run", `eval "${LOGIN.replaceAll('"', '\\"').replaceAll("$", "\\$")}"`],
  ["option and value are quoted as one", 'docker login -u "$USER_NAME" "--password=$PASS"'],
];
