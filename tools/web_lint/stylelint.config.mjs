const BREAKPOINTS = ["40rem", "48rem", "60rem", "68rem"] // named in tokens.css
const RAW_SIZE = /(^|[\s(])[\d.]+(px|pt|rem)\b/
const RAW_ROOM = /(^|\s)[0-2]?(\.\d+)?(?<=\d)(rem|px)\b/ // larger ones are the size of a part

/** @type {import("stylelint").Config} */
export default {
  extends: "stylelint-config-standard",
  rules: {
    "color-named": "never",
    "color-no-hex": true,
    "declaration-property-value-disallowed-list": {
      "/^font(-size)?$/": [RAW_SIZE],
      "/^(margin|padding|gap|row-gap|column-gap)/": [RAW_ROOM],
    },
    "function-disallowed-list": ["rgb", "rgba", "hsl", "hsla"],
    "media-feature-name-value-allowed-list": { "/width/": BREAKPOINTS },
    // Classes and ids of Django's admin and of the editor are theirs; ours are in kebab-case.
    "custom-property-pattern": "^_?[a-z][a-z0-9-]*$",
    "selector-class-pattern":
      "^([a-z][a-z0-9-]*|v[A-Z]\\w+|has_original|field-\\w+|ProseMirror[\\w-]*|prose-\\w+|selectedCell)$",
    "selector-id-pattern": "^([a-z][a-z0-9-]*|id_\\w+|result_list)$",
    // Names of fonts keep their capitals.
    "value-keyword-case": ["lower", { ignoreProperties: ["/^--/"] }],
    "custom-property-empty-line-before": null,
    // Rules follow the page from top to bottom, and a page reads several sheets in order.
    "no-descending-specificity": null,
    // Lines can be cut only with the prefixed properties.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["box-orient", "text-size-adjust"] }],
    "value-no-vendor-prefix": [true, { ignoreValues: ["box"] }],
  },
  overrides: [
    {
      files: ["../../static/css/tokens.css", "../../static/css/*print.css"],
      rules: {
        "color-no-hex": null,
        "declaration-property-value-disallowed-list": null,
        "function-disallowed-list": null,
      },
    },
  ],
}
