import {
  type NewPair,
  aliasToMerge,
  appendTopLevel,
  fillInline,
  fillPair,
  indentUnder,
  insertFirstPair,
  insertPairAfter,
  prependItem,
  removePair,
  replaceInline,
  scalarItemToMap,
  setScalar,
  wrapInList,
  wrapPairs,
} from "../../src/edit/index.ts";
import { type Row, declined, itemAt, mapAt, nodeAt, pairAt, scalarAt, seqAt, verbTable } from "./marked.ts";

const AUTH: NewPair = ["auth", { pairs: [["username", "$U"]] }];
const CONTEXT: NewPair = ["context", ["hub"]];

const KEEPS_LINES = /[|>]\d?\+/;

const insertPairAfterRows: Row[] = [
  [
    "a block map gets the pair on the next line",
    `
    docker:
      - ^image: node:20
        environment: {}
    `,
    `
    docker:
      - image: node:20
        auth:
          username: $U
        environment: {}
    `,
  ],
  [
    "pairs that stand apart from each other stay so",
    `
    jobs:
      a: 1

      # The other one.
      ^b: 2
    `,
    `
    jobs:
      a: 1

      # The other one.
      b: 2

      auth:
        username: $U
    `,
  ],
  [
    "a list that is not indented keeps its column",
    `
    docker:
    - ^image: node:20
    - image: redis
    `,
    `
    docker:
    - image: node:20
      auth:
        username: $U
    - image: redis
    `,
  ],
  [
    "new keys are indented as the file is, by 4",
    `
    jobs:
        build:
            docker:
                -   ^image: node:20
                    environment: {}
    `,
    `
    jobs:
        build:
            docker:
                -   image: node:20
                    auth:
                        username: $U
                    environment: {}
    `,
  ],
  [
    "a comment beside the pair stays beside it",
    `
    - ^image: node:20 # pinned
      environment: {}
    `,
    `
    - image: node:20 # pinned
      auth:
        username: $U
      environment: {}
    `,
  ],
  [
    "a comment behind a tab stays beside the pair",
    `
    - ^image: node:20\t# pinned
    `,
    `
    - image: node:20\t# pinned
      auth:
        username: $U
    `,
  ],
  [
    "a comment beside the pair that goes on below stays in one",
    `
    - ^image: node:20 # pinned
                     # until June
      # the rest
      environment: {}
    `,
    `
    - image: node:20 # pinned
                     # until June
      auth:
        username: $U
      # the rest
      environment: {}
    `,
  ],
  [
    "a comment on the first line that goes on below stays in one",
    `
    ^image: a # pinned
             # until June
      # the rest
    `,
    `
    image: a # pinned
             # until June
    auth:
      username: $U
      # the rest
    `,
  ],
  [
    "a comment beside an empty value that goes on below stays in one",
    `
    - ^image: # pinned
             # until June
      name: x
    `,
    `
    - image: # pinned
             # until June
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "comments and blank lines below stay below",
    `
    - # the image
      ^image: node:20

      # the rest
      environment: {}
    `,
    `
    - # the image
      image: node:20
      auth:
        username: $U

      # the rest
      environment: {}
    `,
  ],
  [
    "a value on the next line is passed",
    `
    - ^image:   # why
        node:20 # pinned
      environment: {}
    `,
    `
    - image:   # why
        node:20 # pinned
      auth:
        username: $U
      environment: {}
    `,
  ],
  [
    "a plain value of several lines is passed",
    `
    - ^command: a
        b
        c
      name: x
    `,
    `
    - command: a
        b
        c
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "a quoted value of several lines is passed",
    `
    - ^command: "a

        b" # why
      name: x
    `,
    `
    - command: "a

        b" # why
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "a value without text is passed",
    `
    - ^image:
      name: x
    `,
    `
    - image:
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "a value that is a comment only is passed",
    `
    - ^image: # later
      name: x
    `,
    `
    - image: # later
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "a tilde is passed",
    `
    - ^image: ~
    `,
    `
    - image: ~
      auth:
        username: $U
    `,
  ],
  [
    "an anchor without a value is passed",
    `
    ^image: &none
    name: *none
    `,
    `
    image: &none
    auth:
      username: $U
    name: *none
    `,
  ],
  [
    "an anchor with a tag below it and no value is passed",
    `
    ^image: &none
      !!str
    name: *none
    `,
    `
    image: &none
      !!str
    auth:
      username: $U
    name: *none
    `,
  ],
  [
    "an alias is passed",
    `
    a: &img node:20
    b:
      - ^image: *img # shared
    `,
    `
    a: &img node:20
    b:
      - image: *img # shared
        auth:
          username: $U
    `,
  ],
  [
    "an anchor and a tag before the value are passed",
    `
    - ^image: &img !!str node:20
    - image: *img
    `,
    `
    - image: &img !!str node:20
      auth:
        username: $U
    - image: *img
    `,
  ],
  [
    "a merge is a pair like any other",
    `
    a: &a {image: node:20}
    b:
      - ^<<: *a
        name: x
    `,
    `
    a: &a {image: node:20}
    b:
      - <<: *a
        auth:
          username: $U
        name: x
    `,
  ],
  [
    "an anchor before the key counts for the column",
    `
    - &k ^image: node:20
      name: x
    `.replace("&k ^", "^&k "),
    `
    - &k image: node:20
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "an anchor on a line of its own is left alone",
    `
    - &a
      ^image: node:20
    - *a
    `,
    `
    - &a
      image: node:20
      auth:
        username: $U
    - *a
    `,
  ],
  [
    "a list as a value is passed with its last item",
    `
    ^docker:
      - a
      - b: c # last
    # below
    `,
    `
    docker:
      - a
      - b: c # last
    auth:
      username: $U
    # below
    `,
  ],
  [
    "a list that is not indented is passed too",
    `
    ^docker:
    - a
    -
    name: x
    `,
    `
    docker:
    - a
    -
    auth:
      username: $U
    name: x
    `,
  ],
  [
    "a flow value of several lines is passed to its bracket",
    `
    - ^image: [
        a, # one
        b
      ] # two
      name: x
    `,
    `
    - image: [
        a, # one
        b
      ] # two
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "a quoted key is a key",
    `
    - ^"image": 'node:20'
    `,
    `
    - "image": 'node:20'
      auth:
        username: $U
    `,
  ],
  [
    "a block scalar (|) is passed, the blank lines below it are not",
    `
    - ^command: |
        echo a

        echo b

      name: x
    `,
    `
    - command: |
        echo a

        echo b
      auth:
        username: $U

      name: x
    `,
  ],
  [
    "a block scalar (|-) is passed",
    `
    - ^command: |- # why
        echo a
      # below
      name: x
    `,
    `
    - command: |- # why
        echo a
      auth:
        username: $U
      # below
      name: x
    `,
  ],
  [
    "a folded scalar (>) is passed",
    `
    - ^command: >
        echo a
          b
    - c
    `,
    `
    - command: >
        echo a
          b
      auth:
        username: $U
    - c
    `,
  ],
  [
    "the blank lines that |+ keeps stay in it",
    `
    - ^command: |+
        echo a

    - c
    `,
    `
    - command: |+
        echo a

      auth:
        username: $U
    - c
    `,
  ],
  [
    "the blank lines that |+ keeps stay in it at the end of the file",
    `
    - ^command: |+
        echo a


    `,
    `
    - command: |+
        echo a


      auth:
        username: $U
    `,
  ],
  [
    "the blank lines that >1+ keeps stay in it, under several keys",
    `
    ^a:
      b:
        - c: >1+
           echo

    d: e
    `,
    `
    a:
      b:
        - c: >1+
           echo

    auth:
      username: $U
    d: e
    `,
  ],
  [
    "a last line of blanks that a block scalar holds stays in it",
    `
    - ^command: |
        echo a
          \x20
      name: x
    `,
    `
    - command: |
        echo a
          \x20
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "blanks that are no part of a block scalar stay below",
    `
    - ^command: |
        echo a
      \x20
      name: x
    `,
    `
    - command: |
        echo a
      auth:
        username: $U
      \x20
      name: x
    `,
  ],
  [
    "an empty block scalar is passed",
    `
    - ^command: |
      name: x
    `,
    `
    - command: |
      auth:
        username: $U
      name: x
    `,
  ],
  [
    "an empty block scalar with a comment is passed",
    `
    - ^command: |- # nothing
    `,
    `
    - command: |- # nothing
      auth:
        username: $U
    `,
  ],
  [
    "a block scalar with an anchor is passed",
    `
    - ^run: &r |
        echo
    - run: *r
    `,
    `
    - run: &r |
        echo
      auth:
        username: $U
    - run: *r
    `,
  ],
  [
    "the end of the document stays the end",
    `
    ---
    ^a: b
    ...
    `,
    `
    ---
    a: b
    auth:
      username: $U
    ...
    `,
  ],
  [
    "an indented root keeps its column",
    `
    # root
      ^a: b
      c: d
    `.replace("# root", "# root"),
    `
    # root
      a: b
      auth:
        username: $U
      c: d
    `,
  ],
  [
    "a map in a list in a list keeps its column",
    `
    - - ^a: b
      - c
    `,
    `
    - - a: b
        auth:
          username: $U
      - c
    `,
  ],
  [
    "a pair beside an explicit key keeps the column of the question mark",
    `
    ? &x a
    : b
    ^c: d
    `,
    `
    ? &x a
    : b
    c: d
    auth:
      username: $U
    `,
  ],
  ["an explicit key is declined", "? ^image\n: node:20\n".replace("? ^", "? ^"), declined],
  ["an explicit key without a value is declined", "? ^image\n", declined],
  [
    "a flow map on one line",
    `
    docker: [{^image: node:20, name: x}]
    `,
    `
    docker: [{image: node:20, auth: {username: $U}, name: x}]
    `,
  ],
  [
    "a flow map with a blank inside its braces",
    `
    docker: [ { ^image: node:20 } ] # one
    `,
    `
    docker: [ { image: node:20, auth: { username: $U } } ] # one
    `,
  ],
  [
    "a flow map with a trailing comma",
    `
    - {^image: node:20,}
    `,
    `
    - {image: node:20, auth: {username: $U},}
    `,
  ],
  [
    "a flow map with a blank before its comma",
    `
    - {^image: node:20 , name: x}
    `,
    `
    - {image: node:20, auth: {username: $U} , name: x}
    `,
  ],
  [
    "JSON keeps its quotes",
    `
    {"docker": [{^"image": "node:20"}]}
    `,
    `
    {"docker": [{"image": "node:20", "auth": {"username": "$U"}}]}
    `,
  ],
  [
    "JSON without blanks",
    `
    {"docker":[{^"image":"node:20","name":"x"}]}
    `,
    `
    {"docker":[{"image":"node:20", "auth": {"username": "$U"},"name":"x"}]}
    `,
  ],
  [
    "an implicit pair gets its braces",
    `
    docker: [ ^image: 'node:20' ]
    `,
    `
    docker: [ { image: 'node:20', auth: { username: $U } } ]
    `,
  ],
  [
    "an implicit pair between other items gets its braces",
    `
    docker: [a, ^"image": "node:20", b]
    `,
    `
    docker: [a, { "image": "node:20", "auth": { "username": "$U" } }, b]
    `,
  ],
  [
    "an implicit pair with a comment beside it gets its braces",
    `
    docker: [
      ^image: node:20 # why
    ]
    `,
    `
    docker: [
      { image: node:20, auth: { username: $U } } # why
    ]
    `,
  ],
  ["an implicit pair with a question mark is declined", "docker: [ ? ^image : x ]\n", declined],
  ["an implicit pair without a key is declined", "docker: [ ^: x ]\n", declined],
  [
    "a flow map with one pair a line",
    `
    docker:
      - {
          ^image: node:20,
          name: x
        }
    `,
    `
    docker:
      - {
          image: node:20,
          auth: {username: $U},
          name: x
        }
    `,
  ],
  [
    "a flow map with one pair a line, after the last",
    `
    - {
        name: x,
        ^image: node:20
      }
    `,
    `
    - {
        name: x,
        image: node:20,
        auth: {username: $U}
      }
    `,
  ],
  [
    "a flow map with one pair a line, after the last with a comma",
    `
    - {
        name: x,
        ^image: node:20,
      }
    `,
    `
    - {
        name: x,
        image: node:20,
        auth: {username: $U},
      }
    `,
  ],
  [
    "a flow map with one pair a line and a comment",
    `
    - {
        ^image: node:20, # pinned
        name: x
      }
    `,
    `
    - {
        image: node:20, # pinned
        auth: {username: $U},
        name: x
      }
    `,
  ],
  [
    "a flow map with one pair a line and a comment on the last",
    `
    - {
        ^image: node:20 # pinned
        # below
      }
    `,
    `
    - {
        image: node:20, # pinned
        auth: {username: $U}
        # below
      }
    `,
  ],
  [
    "a flow map with one pair a line, a comment before the comma",
    `
    - {
        ^image: node:20 # pinned
        , name: x
      }
    `,
    `
    - {
        image: node:20, auth: {username: $U} # pinned
        , name: x
      }
    `,
  ],
  [
    "a flow map with one pair a line, the comma on the next",
    `
    - {
        ^image: node:20
        , name: x
      }
    `,
    `
    - {
        image: node:20,
        auth: {username: $U}
        , name: x
      }
    `,
  ],
  [
    "a flow map with one pair a line, several blanks around the comma",
    `
    - {
        ^image: node:20  ,  # pinned
        name: x
      }
    `,
    `
    - {
        image: node:20  ,  # pinned
        auth: {username: $U},
        name: x
      }
    `,
  ],
  [
    "a flow map with leading commas",
    `
    - { name: x
      , ^image: node:20
      }
    `,
    `
    - { name: x
      , image: node:20, auth: { username: $U }
      }
    `,
  ],
  [
    "a flow map that ends on the line of its last pair",
    `
    - {
        ^image: node:20}
    `,
    `
    - {
        image: node:20,
        auth: {username: $U}}
    `,
  ],
  [
    "a flow map with a comment behind its brace",
    `
    - {^image: node:20 # pinned
      }
    `,
    `
    - {image: node:20, auth: {username: $U} # pinned
      }
    `,
  ],
  [
    "a flow map indented by tabs",
    `
    - {
      \t^image: node:20,
      \tname: x
      }
    `,
    `
    - {
      \timage: node:20,
      \tauth: {username: $U},
      \tname: x
      }
    `,
  ],
  [
    "a flow pair without a value",
    `
    - {^image: , name: x}
    `,
    `
    - {image:, auth: {username: $U} , name: x}
    `,
  ],
  [
    "a flow key alone",
    `
    - {^image, name: x}
    `,
    `
    - {image, auth: {username: $U}, name: x}
    `,
  ],
  [
    "a flow pair with an alias and a tag",
    `
    - {^image: &a !!str x, name: *a }
    `,
    `
    - {image: &a !!str x, auth: {username: $U}, name: *a }
    `,
  ],
  [
    "a flow pair whose key has an anchor",
    `
    - {
        ^&k image: x
      }
    `,
    `
    - {
        &k image: x,
        auth: {username: $U}
      }
    `,
  ],
  ["a flow pair with a question mark is declined", "- {? ^image : x}\n", declined],
];

verbTable(
  "insertPairAfter",
  (place) => insertPairAfter(place.tree, pairAt(place), AUTH),
  insertPairAfterRows,
  ([, before], disguise) => KEEPS_LINES.test(before) && disguise.includes("no newline"),
);

verbTable("insertFirstPair", (place) => insertFirstPair(place.tree, mapAt(place), CONTEXT), [
  [
    "a block map below its key",
    `
    - build:
        ^requires: [a]
    `,
    `
    - build:
        context:
          - hub
        requires: [a]
    `,
  ],
  [
    "a block map below its key with comments between",
    `
    - build: # why
        # requires
        ^requires: [a]
    `,
    `
    - build: # why
        context:
          - hub
        # requires
        requires: [a]
    `,
  ],
  [
    "a block map below its key's comment of two lines",
    `
    - build: # why
             # so
        # requires
        ^requires: [a]
    `,
    `
    - build: # why
             # so
        context:
          - hub
        # requires
        requires: [a]
    `,
  ],
  [
    "a block map with a blank line above it",
    `
    build:

        ^requires: [a]
    `,
    `
    build:
        context:
          - hub

        requires: [a]
    `,
  ],
  [
    "a block map beside its dash",
    `
    - ^image: x # why
      name: y
    `,
    `
    - context:
        - hub
      image: x # why
      name: y
    `,
  ],
  [
    "a block map below its dash",
    `
    -   # why
        ^image: x
    `,
    `
    -   # why
        context:
          - hub
        image: x
    `,
  ],
  [
    "a block map beside two dashes",
    `
    - - ^image: x
    `,
    `
    - - context:
          - hub
        image: x
    `,
  ],
  [
    "a map with an anchor beside the parent's key",
    `
    a: &a # why
      ^image: x
    b: *a
    `,
    `
    a: &a # why
      context:
        - hub
      image: x
    b: *a
    `,
  ],
  [
    "a map with an anchor below the parent's key",
    `
    a:
      # anchor
      &a
      # map
      ^image: x
    b: *a
    `,
    `
    a:
      # anchor
      &a
      context:
        - hub
      # map
      image: x
    b: *a
    `,
  ],
  [
    "a map with a tag below its anchor",
    `
    a: &a
      !!map
      ^image: x
    b: *a
    `,
    `
    a: &a
      !!map
      context:
        - hub
      image: x
    b: *a
    `,
  ],
  [
    "a map with a tag below its dash",
    `
    -
      !!map
      ^image: x
    `,
    `
    -
      !!map
      context:
        - hub
      image: x
    `,
  ],
  [
    "a map whose first key has an anchor",
    `
    - ^&k image: x
      name: *k
    `,
    `
    - context:
        - hub
      &k image: x
      name: *k
    `,
  ],
  [
    "the root, its comments stay above",
    `
    # config
    ---
    # version
    ^version: 2.1
    `,
    `
    # config
    ---
    # version
    context:
      - hub
    version: 2.1
    `,
  ],
  [
    "a map whose first pair is a merge",
    `
    a: &a {x: y}
    b:
      ^<<: *a
      c: d
    `,
    `
    a: &a {x: y}
    b:
      context:
        - hub
      <<: *a
      c: d
    `,
  ],
  [
    "a map under a quoted key",
    `
    "a b":
      ^'c d': e
    `,
    `
    "a b":
      context:
        - hub
      'c d': e
    `,
  ],
  [
    "a map under an explicit key",
    `
    ? a
    : ^b: c
    `,
    `
    ? a
    : context:
        - hub
      b: c
    `,
  ],
  ["a map that begins with an explicit key is declined", "^? a\n: b\n", declined],
  ["an empty flow map", "- build: ^{}\n", "- build: {context: [hub]}\n"],
  ["an empty flow map with a blank", "- build: ^{ }\n", "- build: {context: [hub] }\n"],
  ["an empty flow map with a comment is declined", "- build: ^{ # none\n  }\n", declined],
  ["a flow map", "- build: ^{requires: [a]}\n", "- build: {context: [hub], requires: [a]}\n"],
  ["a flow map with blanks inside", "- build: ^{ requires: [a] }\n", "- build: { context: [hub], requires: [a] }\n"],
  ["a flow map in JSON", '{"build": ^{"a":"b"}}\n', '{"build": {"context": ["hub"], "a":"b"}}\n'],
  ["a flow map that merges", "a: &a {}\nb: ^{<<: *a}\n", "a: &a {}\nb: {context: [hub], <<: *a}\n"],
  [
    "a flow map with an anchor before its key",
    "b: ^{&k a: *k2}\n".replace("*k2", "c"),
    "b: {context: [hub], &k a: c}\n",
  ],
  ["a flow map with a key alone", "b: ^{a}\n", "b: {context: [hub], a}\n"],
  [
    "a flow map with one pair a line",
    `
    - build: ^{ # why
        # first
        a: b, # a
        c: d,
      }
    `,
    `
    - build: { # why
        # first
        context: [hub],
        a: b, # a
        c: d,
      }
    `,
  ],
  [
    "a flow map indented by tabs",
    `
    - build: ^{
        \ta: b
        }
    `,
    `
    - build: {
        \tcontext: [hub],
        \ta: b
        }
    `,
  ],
  ["an implicit pair is declined", "docker: [^image: x]\n", declined],
  ["a flow map that begins with a question mark is declined", "a: ^{? b : c}\n", declined],
  ["a flow map that begins with an empty key is declined", "a: ^{: c}\n", declined],
]);

verbTable("prependItem", (place) => prependItem(place.tree, seqAt(place), "hub"), [
  [
    "a block list",
    `
    context:
      ^- a
      - b
    `,
    `
    context:
      - hub
      - a
      - b
    `,
  ],
  [
    "a block list that is not indented, with comments",
    `
    context: # all
    # first
    ^- a # a
    - b
    `,
    `
    context: # all
    - hub
    # first
    - a # a
    - b
    `,
  ],
  [
    "a block list indented by 4",
    `
    context:

        ^- a
    `,
    `
    context:
        - hub

        - a
    `,
  ],
  [
    "a block list beside its dash",
    `
    - ^- a
      - b
    `,
    `
    - - hub
      - a
      - b
    `,
  ],
  [
    "a block list with an anchor",
    `
    a: &a # all
      ^- b
    c: *a
    `,
    `
    a: &a # all
      - hub
      - b
    c: *a
    `,
  ],
  [
    "a block list with an anchor and a tag below the key",
    `
    a:
      &a
      !!seq
      ^- b
    c: *a
    `,
    `
    a:
      &a
      !!seq
      - hub
      - b
    c: *a
    `,
  ],
  [
    "a block list whose first item is empty",
    `
    a:
      ^-
      - b
    `,
    `
    a:
      - hub
      -
      - b
    `,
  ],
  ["a block list as root", "# all\n^- a\n", "# all\n- hub\n- a\n"],
  ["a flow list", "context: ^[a, b]\n", "context: [hub, a, b]\n"],
  ["a flow list with blanks inside", "context: ^[ a ] # all\n", "context: [ hub, a ] # all\n"],
  ["a flow list in double quotes", 'context: ^["a"]\n', 'context: ["hub", "a"]\n'],
  ["a flow list in single quotes", "context: ^['a']\n", "context: [hub, 'a']\n"],
  ["a flow list of aliases", "a: &a x\ncontext: ^[*a, b]\n", "a: &a x\ncontext: [hub, *a, b]\n"],
  ["a flow list whose first item has an anchor", "context: ^[&a x, *a ]\n", "context: [hub, &a x, *a ]\n"],
  ["a flow list of maps", "a: ^[{b: c}]\n", "a: [hub, {b: c}]\n"],
  ["a flow list of an implicit pair", "a: ^[b: c]\n", "a: [hub, b: c]\n"],
  ["a flow list of an explicit pair", "a: ^[? b : c]\n", "a: [hub, ? b : c]\n"],
  ["an empty flow list", "context: ^[]\n", "context: [hub]\n"],
  ["an empty flow list with a blank", "context: ^[ ]\n", "context: [hub ]\n"],
  ["an empty flow list with a comment is declined", "context: ^[ # none\n  ]\n", declined],
  [
    "a flow list with one item a line",
    `
    context: ^[ # all
        # first
        a, # a
        b,
      ]
    `,
    `
    context: [ # all
        # first
        hub,
        a, # a
        b,
      ]
    `,
  ],
  [
    "a flow list with its first item beside the bracket",
    `
    context: ^[a, # a
      b]
    `,
    `
    context: [hub, a, # a
      b]
    `,
  ],
]);

verbTable("scalarItemToMap", (place) => scalarItemToMap(place.tree, itemAt(place), [CONTEXT], 4), [
  [
    "a block item",
    `
    jobs:
      - ^build
      - test
    `,
    `
    jobs:
      - build:
          context:
            - hub
      - test
    `,
  ],
  [
    "a block item with a comment",
    `
    jobs:
    - ^build # why
    # below
    `,
    `
    jobs:
    - build: # why
        context:
        - hub
    # below
    `,
  ],
  [
    "a block item with a comment behind a tab",
    `
    - ^build\t# why
    `,
    `
    - build:\t# why
        context:
          - hub
    `,
  ],
  [
    "a block item with a comment of two lines",
    `
    - ^build # why
            # so
    - test
    `,
    `
    - build: # why
            # so
        context:
          - hub
    - test
    `,
  ],
  ["a quoted block item", `- ^"a b" # why\n`, `- "a b": # why\n    context:\n      - hub\n`],
  ["a block item in single quotes", `- ^'it''s'\n`, `- 'it''s':\n    context:\n      - hub\n`],
  [
    "a block item below its dash",
    `
    -
        # the job
        ^build
    - b
    `,
    `
    -
        # the job
        build:
          context:
            - hub
    - b
    `,
  ],
  [
    "a block item far from its dash",
    `
    -     ^build
    `,
    `
    -     build:
            context:
              - hub
    `,
  ],
  [
    "a block item in a list in a list",
    `
    - - ^build
    `,
    `
    - - build:
          context:
            - hub
    `,
  ],
  ["a block item behind a tab is declined", "-\t^build\n", declined],
  ["what would be a merge as a key is declined", "- ^<<\n", declined],
  ["null is declined", "- ^~\n", declined],
  ["an item with an anchor is declined", "- ^&a build\n- *a\n", declined],
  ["an item with a tag is declined", "- ^!!str build\n", declined],
  ["an alias is declined", "- &a build\n- ^*a\n", declined],
  ["a plain item of several lines is declined", "- ^build\n  test\n", declined],
  ["a quoted item of several lines is declined", '- ^"build\n  test"\n', declined],
  ["a block scalar is declined", "- ^|\n  build\n", declined],
  ["a map is declined", "- ^build: x\n", declined],
  ["a flow item", "jobs: [^build, test]\n", "jobs: [{build: {context: [hub]}}, test]\n"],
  [
    "a flow item with blanks and a comment",
    "jobs: [ ^build # why\n  ]\n",
    "jobs: [ {build: {context: [hub]}} # why\n  ]\n",
  ],
  ["a flow item in double quotes", '{"jobs": [^"build"]}\n', '{"jobs": [{"build": {"context": ["hub"]}}]}\n'],
  ["a flow item in single quotes", "jobs: [^'a b']\n", "jobs: [{'a b': {context: [hub]}}]\n"],
  ["a flow item that would be a merge as a key is declined", "jobs: [^<<]\n", declined],
  ["a flow item of several lines is declined", "jobs: [^a\n  b]\n", declined],
  ["a flow item with an anchor is declined", "jobs: [^&a b]\n", declined],
]);

verbTable("fillPair", (place) => fillPair(place.tree, pairAt(place), [CONTEXT], 4), [
  [
    "a key without a value",
    `
    - ^build:
    - test
    `,
    `
    - build:
        context:
          - hub
    - test
    `,
  ],
  [
    "a key with a comment beside and below",
    `
    - ^build: # why
      # below
    - test
    `,
    `
    - build: # why
        context:
          - hub
      # below
    - test
    `,
  ],
  [
    "a key with a tilde",
    `
    - ^build: ~
    `,
    `
    - build:
        context:
          - hub
    `,
  ],
  [
    "a key with null and a comment behind a tab",
    `
    - ^build:   null\t# why
    `,
    `
    - build:\t# why
        context:
          - hub
    `,
  ],
  [
    "a quoted key",
    `
    - ^"a b":
    `,
    `
    - "a b":
        context:
          - hub
    `,
  ],
  [
    "a key far from its dash",
    `
    -     ^build:
    `,
    `
    -     build:
            context:
              - hub
    `,
  ],
  [
    "a key with an anchor",
    `
    - ^&a build:
    `,
    `
    - &a build:
        context:
          - hub
    `,
  ],
  ["a tilde on the next line below a comment is declined", "- ^build: # why\n    ~\n", declined],
  ["a tilde on the next line is declined", "- ^build:\n    ~\n", declined],
  ["a text is declined", "- ^build: x\n", declined],
  ["a quoted null is declined", "- ^build: 'null'\n", declined],
  ["a block scalar is declined", "- ^build: |\n    x\n", declined],
  ["a map is declined", "- ^build: {}\n", declined],
  ["an alias is declined", "- &a build: x\n- ^build: *a\n", declined],
  ["an anchor is declined", "- ^build: &a\n- *a\n", declined],
  ["a tag is declined", "- ^build: !!null\n", declined],
  ["an explicit key is declined", "? ^build\n", declined],
  ["an explicit key with a colon is declined", "? ^build\n:\n", declined],
  ["a flow pair without a value", "- {^build: }\n", "- {build: {context: [hub]} }\n"],
  ["a flow pair without a value, close", "- {^build:, a: b}\n", "- {build: {context: [hub]}, a: b}\n"],
  ["a flow pair with a tilde", "- { ^build: ~ } # why\n", "- { build: { context: [hub] } } # why\n"],
  ["a flow key alone", "- {^build}\n", "- {build: {context: [hub]}}\n"],
  ["a flow key alone with a blank", "- { ^build }\n", "- { build: { context: [hub] } }\n"],
  ["a flow key in JSON", '{"jobs":[{^"build":null}]}\n', '{"jobs":[{"build": {"context": ["hub"]}}]}\n'],
  ["an implicit pair without a value", "jobs: [^build: ]\n", "jobs: [build: { context: [hub] } ]\n"],
  ["a flow pair with a comment", "- {^build: # why\n  }\n", "- {build: {context: [hub]} # why\n  }\n"],
  ["a flow pair with a tilde below a comment is declined", "- {^build: # why\n  ~}\n", declined],
]);

verbTable("fillInline", (place) => fillInline(place.tree, pairAt(place), ["hub"]), [
  ["a key without a value", "a:\n  ^context:\n", "a:\n  context: [hub]\n"],
  ["a key with a comment", "^context: # why\n# below\n", "context: [hub] # why\n# below\n"],
  ["a key with a comment behind a tab", "^context:\t# why\n", "context: [hub]\t# why\n"],
  ["a quoted key", '^"context":\n', '"context": ["hub"]\n'],
  ["a flow pair", "{^context: , a: b}\n", "{context: [hub] , a: b}\n"],
  ["a flow pair, close", "{^context:}\n", "{context: [hub]}\n"],
  ["a flow key alone", "{^context}\n", "{context: [hub]}\n"],
  ["a tilde", "^context: ~ # why\n", "context: [hub] # why\n"],
  ["null in JSON", '{^"context":null}\n', '{"context": ["hub"]}\n'],
  ["a tilde on the next line below a comment is declined", "^context: # why\n  ~\n", declined],
  ["a value is declined", "^context: a\n", declined],
  ["an alias to nothing is declined", "a: &a ~\n^context: *a\n", declined],
  ["an anchor is declined", "^context: &a\n", declined],
  ["a tag is declined", "^context: !!null\n", declined],
  ["an explicit key is declined", "? ^context\n:\n", declined],
]);

verbTable("wrapInList", (place) => wrapInList(place.tree, scalarAt(place), "hub"), [
  ["a plain scalar", "context: ^a # why\n", "context: [hub, a] # why\n"],
  ["a scalar in single quotes", "context: ^'it''s'\n", "context: [hub, 'it''s']\n"],
  ["a scalar in double quotes", 'context: ^"a b"\n', 'context: ["hub", "a b"]\n'],
  ["a scalar on the next line", "context: # why\n  ^a\n", "context: # why\n  [hub, a]\n"],
  ["a scalar in a flow map", "{context: ^a, b: c}\n", "{context: [hub, a], b: c}\n"],
  ["a scalar in JSON", '{"context":^"a"}\n', '{"context":["hub", "a"]}\n'],
  ["a template expression", "context: ^<< parameters.context >>\n", "context: [hub, << parameters.context >>]\n"],
  ["a plain scalar with a comma is declined", "context: ^a, b\n", declined],
  ["a plain scalar with a bracket is declined", "context: ^a[0]\n", declined],
  ["a plain scalar of several lines is declined", "context: ^a\n  b\n", declined],
  ["a quoted scalar of several lines is declined", 'context: ^"a\n  b"\n', declined],
  ["a block scalar is declined", "context: ^|\n  a\n", declined],
  ["an anchor is declined", "context: ^&a b\n", declined],
  ["a tag is declined", "context: ^!!str b\n", declined],
  ["an anchor without a value is declined", "context: ^&a\n", declined],
  ["a key is declined", "^context: a\n", declined],
]);

verbTable("aliasToMerge", (place) => aliasToMerge(place.tree, pairAt(place), [CONTEXT], 4), [
  [
    "an alias",
    `
    x: &a {b: c}
    jobs:
    - ^build: *a
    `,
    `
    x: &a {b: c}
    jobs:
    - build:
        <<: *a
        context:
        - hub
    `,
  ],
  [
    "an alias with a comment",
    `
    x: &a {b: c}
    jobs:
      - ^build: *a # why
      # below
    `
      .replaceAll("  - ", "- ")
      .replaceAll("  # b", "# b"),
    `
    x: &a {b: c}
    jobs:
    - build: # why
        <<: *a
        context:
        - hub
    # below
    `,
  ],
  [
    "an alias behind several blanks",
    `
    - &a {b: c}
    - ^build:   *a\t# why
    `,
    `
    - &a {b: c}
    - build:\t# why
        <<: *a
        context:
          - hub
    `,
  ],
  [
    "a key far from its dash",
    `
    - &a {b: c}
    -     ^build: *a
    `,
    `
    - &a {b: c}
    -     build:
            <<: *a
            context:
              - hub
    `,
  ],
  ["an alias on the next line is declined", "x: &a {}\n^build: # why\n    *a\n", declined],
  ["an alias to a scalar is declined", "x: &a b\n^build: *a\n", declined],
  ["an alias to a list is declined", "x: &a []\n^build: *a\n", declined],
  ["an alias in flow style is declined", "x: &a {}\ny: {^build: *a }\n", declined],
  ["an alias under an explicit key is declined", "x: &a {}\n? ^build\n: *a\n", declined],
  ["a map is declined", "^build: {}\n", declined],
  ["nothing is declined", "^build:\n", declined],
]);

verbTable("replaceInline", (place) => replaceInline(place.tree, nodeAt(place), { flow: ["hub", "a"] }), [
  ["an alias", "x: &a b\ncontext: ^*a # why\n", "x: &a b\ncontext: [hub, a] # why\n"],
  ["an alias in flow style", "x: &a b\ny: {context: ^*a , z: 1}\n", "x: &a b\ny: {context: [hub, a] , z: 1}\n"],
  ["a plain scalar", "- ^a # why\n", "- [hub, a] # why\n"],
  ["a quoted scalar", "context: ^'a b'\n", "context: [hub, a]\n"],
  ["a flow list", "context: ^[x, y] # why\n", "context: [hub, a] # why\n"],
  ["a value on the next line", "context: # why\n  ^a\n", "context: # why\n  [hub, a]\n"],
  ["a value with a tag", "context: ^!!str a\n", "context: [hub, a]\n"],
  ["a tag on a line of its own is declined", "context: ^!!str # why\n  a\n", declined],
  ["a block list of one line is declined", "context:\n^- a\n", declined],
  ["a block map of one line is declined", "- ^a: b\n", declined],
  ["an anchor is declined", "context: ^&a b\nx: *a\n", declined],
  ["a list that holds an anchor is declined", "context: ^[&a b]\nx: *a\n", declined],
  ["a flow list of several lines is declined", "context: ^[a, # why\n  b]\n", declined],
  ["a plain scalar of several lines is declined", "context: ^a\n  b\n", declined],
  ["a block scalar is declined", "context: ^|\n  a\n", declined],
  ["an empty block scalar is declined", "context: ^|+\n\nx: y\n", declined],
]);

verbTable("setScalar", (place) => setScalar(place.tree, scalarAt(place), "it's $X"), [
  ["a plain scalar", "a: ^b # why\n", "a: it's $X # why\n"],
  ["a scalar in single quotes", "a: ^'b'\n", "a: 'it''s $X'\n"],
  ["a scalar in double quotes", 'a: ^"b"\n', `a: "it's $X"\n`],
  ["an item", "- ^b\n", "- it's $X\n"],
  ["a flow item", "[^b, c]\n", "[it's $X, c]\n"],
  ["a scalar with an anchor", "a: ^&a b\nc: *a\n", "a: &a it's $X\nc: *a\n"],
  ["a scalar with a tag", "a: ^!!str b\n", "a: !!str it's $X\n"],
  ["a scalar on the next line", "a:\n  ^b\n", "a:\n  it's $X\n"],
  ["a key", "^a: b\n", "it's $X: b\n"],
  ["a plain scalar of several lines is declined", "a: ^b\n  c\n", declined],
  ["a quoted scalar of several lines is declined", "a: ^'b\n  c'\n", declined],
  ["a block scalar is declined", "a: ^>\n  b\n", declined],
  ["an anchor without a value is declined", "a: ^&a\n", declined],
]);

verbTable("setScalar with a text that needs quotes", (place) => setScalar(place.tree, scalarAt(place), "a, b: c #"), [
  ["a plain scalar", "a: ^b\n", "a: 'a, b: c #'\n"],
  ["a flow item", "[^b]\n", "['a, b: c #']\n"],
]);

verbTable(
  "setScalar with a text that needs quotes in flow style",
  (place) => setScalar(place.tree, scalarAt(place), "a, b"),
  [
    ["a plain scalar", "a: ^b\n", "a: a, b\n"],
    ["a flow item", "[^b]\n", "['a, b']\n"],
    ["a flow value", "{a: ^b}\n", "{a: 'a, b'}\n"],
    ["a flow key", "{^a: b}\n", "{'a, b': b}\n"],
  ],
);

verbTable("setScalar with a text of two lines", (place) => setScalar(place.tree, scalarAt(place), "a\nb"), [
  ["a plain scalar", "a: ^b\n", 'a: "a\\nb"\n'],
  ["a scalar in single quotes", "a: ^'b'\n", 'a: "a\\nb"\n'],
  ["a scalar in double quotes", 'a: ^"b"\n', 'a: "a\\nb"\n'],
]);

/** The pairs below the marked one that are named `username` and `password`. */
function credentials(place: Parameters<typeof pairAt>[0]) {
  const { pairs } = pairAt(place).map;
  return pairs.filter(({ key }) => key?.kind === "scalar" && /^(?:username|password)$/.test(key.value));
}

verbTable("indentUnder", (place) => indentUnder(place.tree, pairAt(place), credentials(place)), [
  [
    "two pairs with comments and blank lines",
    `
    - image: x
      ^auth: # who
      # name
      username: $U # u

      # word
      password: $P # p
      # below
      name: y
    `,
    `
    - image: x
      auth: # who
      # name
        username: $U # u

        # word
        password: $P # p
      # below
      name: y
    `,
  ],
  [
    "pairs with values of several lines",
    `
    ^auth:
    username: a
      b
    password:
    - "c
      d"
    - {
        e
      }
    `,
    `
    auth:
      username: a
        b
      password:
      - "c
        d"
      - {
          e
        }
    `,
  ],
  [
    "block scalars with blank lines and lines of blanks",
    `
    ^auth:
    username: |+
      a
        \x20
      b


    password: |
      c
        \x20
    name: x
    `,
    `
    auth:
      username: |+
        a
          \x20
        b


      password: |
        c
          \x20
    name: x
    `,
  ],
  [
    "the step of the file",
    `
    docker:
        - ^auth:
          username: $U
        - b:
              c: d
          e:
              f: g
    jobs:
        a: b
    `,
    `
    docker:
        - auth:
              username: $U
        - b:
              c: d
          e:
              f: g
    jobs:
        a: b
    `,
  ],
  [
    "a pair without a value",
    `
    ^auth:
    username:
    password: # none
    `,
    `
    auth:
      username:
      password: # none
    `,
  ],
  [
    "pairs with anchors and aliases",
    `
    ^auth:
    &k username: &u $U
    password: *u
    `,
    `
    auth:
      &k username: &u $U
      password: *u
    `,
  ],
  ["no pairs are declined", "^auth:\nname: x\n", declined],
  ["a parent with a value is declined", "^auth: ~\nusername: x\n", declined],
  ["a parent with an anchor is declined", "^auth: &a\nusername: x\n", declined],
  ["pairs with another between are declined", "^auth:\nusername: x\nname: y\npassword: z\n", declined],
  ["pairs above the parent are declined", "username: x\n^auth:\n", declined],
  ["a flow map is declined", "{^auth: , username: x}\n", declined],
  ["an explicit parent is declined", "? ^auth\nusername: x\n", declined],
  ["an explicit pair is declined", "^auth:\n? username\n: x\n", declined],
]);

verbTable("wrapPairs", (place) => wrapPairs(place.tree, "auth", credentials(place)), [
  [
    "pairs in the middle of a map",
    `
    - image: x
      # name
      ^username: $U # u

      # word
      password: $P
      name: y
    `,
    `
    - image: x
      # name
      auth:
        username: $U # u

        # word
        password: $P
      name: y
    `,
  ],
  [
    "pairs that begin beside a dash",
    `
    - ^username: $U
      password: |
        a

        b
      name: y
    `,
    `
    - auth:
        username: $U
        password: |
          a

          b
      name: y
    `,
  ],
  [
    "a first pair of several lines",
    `
    ^username:
      - a
      - b
    `,
    `
    auth:
      username:
        - a
        - b
    `,
  ],
  [
    "a first pair with an anchor before its key",
    `
    - ^&k username: a
    `,
    `
    - auth:
        &k username: a
    `,
  ],
  ["pairs with another between are declined", "^username: x\nname: y\npassword: z\n", declined],
  ["a flow map is declined", "{^username: x}\n", declined],
  ["an explicit pair is declined", "? ^username\n: x\n", declined],
  ["no pairs are declined", "^name: x\n", declined],
]);

verbTable(
  "appendTopLevel",
  ({ tree }) => appendTopLevel(tree, ["workflows", { pairs: [["main", { pairs: [["jobs", ["build"]]] }]] }]),
  [
    [
      "a block map",
      `
      ^jobs:
        build:
          docker:
            - image: x # last
      `,
      `
      jobs:
        build:
          docker:
            - image: x # last

      workflows:
        main:
          jobs:
            - build
      `,
    ],
    [
      "comments at the end stay above",
      `
      ---
      ^jobs: {}
      # end
        # of file
      `,
      `
      ---
      jobs: {}
      # end
        # of file

      workflows:
        main:
          jobs:
            - build
      `,
    ],
    [
      "lists that are not indented",
      `
      ^jobs:
          a:
          - b
      `,
      `
      jobs:
          a:
          - b

      workflows:
          main:
              jobs:
              - build
      `,
    ],
    [
      "an indented root",
      `
      # config
        ^jobs: {}
      `,
      `
      # config
        jobs: {}

        workflows:
          main:
            jobs:
              - build
      `,
    ],
    [
      "a block scalar (|) at the end",
      `
      ^jobs: |
        a
      `,
      `
      jobs: |
        a

      workflows:
        main:
          jobs:
            - build
      `,
    ],
    [
      "a block scalar (|+) at the end, which keeps its blank lines",
      `
      ^jobs: |+
        a

      `,
      `
      jobs: |+
        a

      workflows:
        main:
          jobs:
            - build
      `,
    ],
    [
      "an empty value at the end",
      `
      ^jobs:
      `,
      `
      jobs:

      workflows:
        main:
          jobs:
            - build
      `,
    ],
    [
      "a block scalar (|+) without a newline at the end",
      "^jobs: |+\n  a",
      "jobs: |+\n  a\nworkflows:\n  main:\n    jobs:\n      - build",
    ],
    [
      "blanks without a newline at the end",
      "^jobs: {}\n  ",
      "jobs: {}\n  \n\nworkflows:\n  main:\n    jobs:\n      - build",
    ],
    ["a flow map is declined", "^{jobs: {}}\n", declined],
    ["a list is declined", "^- a\n", declined],
    ["a second document is declined", "^a: b\n---\nc: d\n", declined],
    ["an empty second document is declined", "^a: b\n---\n", declined],
    ["the end of the document is declined", "^a: b\n...\n", declined],
    ["the end of the document with a comment is declined", "^a: b\n... # end\n", declined],
    ["the end of the document with a directive is declined", "^a: b\n...\n# c\n", declined],
  ],
);

verbTable("removePair", (place) => removePair(place.tree, pairAt(place)), [
  [
    "a key that stands twice",
    `
    entry:
      context:
      ^context: hub
    `,
    declined,
  ],
  [
    "a pair in the middle, with all its lines",
    `
    job:
      docker: []
      ^auth:
        username: $U

        password: $P
      steps: []
    `,
    `
    job:
      docker: []
      steps: []
    `,
  ],
  [
    "the first pair",
    `
    job:
      ^auth: { username: $U }
      steps: []
    `,
    `
    job:
      steps: []
    `,
  ],
  [
    "the last pair",
    `
    job:
      steps: []
      ^auth: *x
    `.replace("*x", '"$X"'),
    `
    job:
      steps: []
    `,
  ],
  [
    "comments above and below stay",
    `
    job:
      # above
      ^auth: x
      # below
      steps: []
    `,
    `
    job:
      # above
      # below
      steps: []
    `,
  ],
  [
    "a comment beside it stays, on a line of its own",
    `
    job:
      ^auth: x # why
      steps: []
    `,
    `
    job:
      # why
      steps: []
    `,
  ],
  [
    "a comment inside it",
    `
    job:
      ^auth:
        # why
        username: x
      steps: []
    `,
    declined,
  ],
  [
    "the only pair",
    `
    job:
      ^auth: x
    `,
    declined,
  ],
  [
    "a pair that shares its line with a dash",
    `
    - ^auth: x
      steps: []
    `,
    declined,
  ],
  [
    "the first pair of a flow map",
    `
    job: { ^auth: x, steps: [] }
    `,
    `
    job: { steps: [] }
    `,
  ],
  [
    "the last pair of a flow map",
    `
    job: {steps: [], ^auth: x}
    `,
    `
    job: {steps: []}
    `,
  ],
  [
    "a pair in the middle of a flow map",
    `
    job: {steps: [], ^auth: {username: $U}, name: x} # why
    `,
    `
    job: {steps: [], name: x} # why
    `,
  ],
  [
    "a pair of a flow map over several lines",
    `
    job: {
      steps: [],
      ^auth: x,
    }
    `,
    declined,
  ],
  [
    "a value that an alias needs",
    `
    job:
      ^auth: { username: &u $U }
      steps: *u
    `,
    declined,
  ],
  [
    "a block scalar, with its lines",
    `
    job:
      ^auth: |
        x

        y
      steps: []
    `,
    `
    job:
      steps: []
    `,
  ],
  [
    "a block scalar with a comment on its line",
    `
    job:
      ^auth: | # why
        x
      steps: []
    `,
    declined,
  ],
]);
