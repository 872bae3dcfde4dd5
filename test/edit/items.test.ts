import {
  type NewValue,
  appendItem,
  insertItemBefore,
  insertPairBefore,
  removeItem,
  replaceItem,
} from "../../src/edit/index.ts";
import { type Row, declined, itemAt, pairAt, seqAt, verbTable } from "./marked.ts";

const LOGIN: NewValue = { pairs: [["run", { pairs: [["command", { script: "set +x\n\nlogin\n" }]] }]] };

const insertItemBeforeRows: Row[] = [
  [
    "an item in the middle",
    `
    steps:
      - checkout
      - ^run: pull
    `,
    `
    steps:
      - checkout
      - run:
          command: |
            set +x

            login
      - run: pull
    `,
  ],
  [
    "a list that is not indented, steps of 4",
    `
    job:
        steps:
        - checkout
        - ^run: pull
    `,
    `
    job:
        steps:
        - checkout
        - run:
              command: |
                  set +x

                  login
        - run: pull
    `,
  ],
  [
    "comments above an item stay above it",
    `
    steps:
      - checkout # first
      # what is pulled
      # and why
      - ^run: pull
    `,
    `
    steps:
      - checkout # first
      - run:
          command: |
            set +x

            login
      # what is pulled
      # and why
      - run: pull
    `,
  ],
  [
    "blank lines between items",
    `
    steps:
      - checkout

      - ^run: pull
    `,
    `
    steps:
      - checkout

      - run:
          command: |
            set +x

            login

      - run: pull
    `,
  ],
  [
    "the first item, its comments above it",
    `
    steps:
      # pulls
      - ^run: pull
      - checkout
    `,
    `
    steps:
      - run:
          command: |
            set +x

            login
      # pulls
      - run: pull
      - checkout
    `,
  ],
  [
    "below a block scalar that keeps its blank lines",
    `
    steps:
      - run: |+
          x

      - ^pull
    `,
    `
    steps:
      - run: |+
          x

      - run:
          command: |
            set +x

            login

      - pull
    `,
  ],
  [
    "a flow list",
    `
    steps: [checkout, ^pull] # short
    `,
    `
    steps: [checkout, {run: {command: "set +x\\n\\nlogin\\n"}}, pull] # short
    `,
  ],
  [
    "a flow list of several lines",
    `
    steps: [
      checkout,
      ^pull,
    ]
    `,
    `
    steps: [
      checkout,
      {run: {command: "set +x\\n\\nlogin\\n"}},
      pull,
    ]
    `,
  ],
  [
    "an alias",
    `
    x: &pull { run: pull }
    steps:
      - checkout
      - ^*pull
    `,
    `
    x: &pull { run: pull }
    steps:
      - checkout
      - run:
          command: |
            set +x

            login
      - *pull
    `,
  ],
  [
    "an item that begins on the line of another",
    `
    steps:
      - - ^a
        - b
    `,
    declined,
  ],
];

// A blank line that parts two items is none when it belongs to the text above it.
verbTable("insertItemBefore", (place) => insertItemBefore(place.tree, itemAt(place), LOGIN), insertItemBeforeRows);

verbTable("appendItem", (place) => appendItem(place.tree, seqAt(place), "last"), [
  [
    "below the last item",
    `
    steps:
      ^- checkout
      - run: x # done
    `,
    `
    steps:
      - checkout
      - run: x # done
      - last
    `,
  ],
  [
    "below a block scalar",
    `
    steps:
      ^- run: |
          a
          b
    next: 1
    `,
    `
    steps:
      - run: |
          a
          b
      - last
    next: 1
    `,
  ],
  [
    "with a blank line where items have them",
    `
    steps:
      ^- checkout

      - run: x
    next: 1
    `,
    `
    steps:
      - checkout

      - run: x

      - last
    next: 1
    `,
  ],
  [
    "a flow list",
    `
    steps: ^[checkout, x]
    `,
    `
    steps: [checkout, x, last]
    `,
  ],
  [
    "an empty flow list",
    `
    steps: ^[ ]
    `,
    `
    steps: [last ]
    `,
  ],
  [
    "a flow list with a comma at its end",
    `
    steps: ^[
      checkout,
    ]
    `,
    declined,
  ],
  [
    "a block scalar that keeps what follows",
    `
    steps:
      ^- run: |+
          a

    next: 1
    `,
    declined,
  ],
]);

verbTable("removeItem", (place) => removeItem(place.tree, itemAt(place)), [
  [
    "its lines go",
    `
    steps:
      - checkout
      - ^run:
          command: |
            a
            b
      - x
    `,
    `
    steps:
      - checkout
      - x
    `,
  ],
  [
    "the last item",
    `
    steps:
      - checkout
      - ^x
    `,
    `
    steps:
      - checkout
    `,
  ],
  [
    "of a flow list",
    `
    steps: [checkout, ^pull, x]
    `,
    `
    steps: [checkout, x]
    `,
  ],
  [
    "the first of a flow list",
    `
    steps: [^pull, x]
    `,
    `
    steps: [x]
    `,
  ],
  [
    "the only item",
    `
    steps:
      - ^x
    `,
    declined,
  ],
  [
    "a comment on its lines",
    `
    steps:
      - checkout
      - ^x # why
    `,
    declined,
  ],
  [
    "what an alias needs",
    `
    steps:
      - checkout
      - ^run: &r pull
      - *r
    `,
    declined,
  ],
]);

verbTable(
  "insertPairBefore",
  (place) => insertPairBefore(place.tree, pairAt(place), ["commands", { pairs: [["a", ["b"]]] }]),
  [
    [
      "above the comments of the pair",
      `
    version: 2.1

    # all jobs
    ^jobs:
      x: {}
    `,
      `
    version: 2.1

    commands:
      a:
        - b

    # all jobs
    jobs:
      x: {}
    `,
    ],
    [
      "the first pair",
      `
    # header
    ^jobs: {}
    `,
      declined,
    ],
    [
      "a flow map",
      `
    {version: 2.1, ^jobs: {}}
    `,
      declined,
    ],
  ],
);

verbTable("replaceItem, by one of several lines", (place) => replaceItem(place.tree, itemAt(place), LOGIN), [
  [
    "a comment behind it stays one",
    `
    steps:
      - ^run: docker login # as the bot
      - run: pull # it
    `,
    `
    steps:
      - run: # as the bot
          command: |
            set +x

            login
      - run: pull # it
    `,
  ],
]);

verbTable("replaceItem", (place) => replaceItem(place.tree, itemAt(place), "login"), [
  [
    "lines give way to one",
    `
    steps:
      - checkout
      - ^run:
          name: Log in
          command: |
            docker login

      # What follows.
      - run: pull
    `,
    `
    steps:
      - checkout
      - login

      # What follows.
      - run: pull
    `,
  ],
  [
    "a comment behind it stays",
    `
    steps:
      - ^run: docker login # as the bot
    `,
    `
    steps:
      - login # as the bot
    `,
  ],
  [
    "an item of a flow list",
    `
    steps: [checkout, ^run: docker login, pull]
    `,
    `
    steps: [checkout, login, pull]
    `,
  ],
  [
    "comments inside it are not to be lost",
    `
    steps:
      - ^run:
          # Why so.
          command: docker login
    `,
    declined,
  ],
  [
    "an alias elsewhere needs what it holds",
    `
    steps:
      - ^run: &script docker login
      - run: *script
    `,
    declined,
  ],
]);
