const BREAKPOINTS = ["40rem", "48rem", "60rem", "68rem"]
const TYPE_SIZE = /(^|\s)[\d.]+(px|pt|rem)\b/

/** @type {import("stylelint").Config} */
export default {
  extends: "stylelint-config-standard",
  rules: {
    "media-feature-name-value-allowed-list": { width: BREAKPOINTS },
    "color-named": "never",
    "color-no-hex": true,
    "function-disallowed-list": ["rgb", "rgba", "hsl", "hsla"],
    "declaration-property-value-disallowed-list": { font: [TYPE_SIZE], "font-size": [TYPE_SIZE] },
    // The order of the rules follows the page, and the sheets of a page are read one after the other.
    "no-descending-specificity": null,
  },
  overrides: [
    {
      files: ["**/css/tokens.css", "**/css/print.css", "**/css/gift-card-print.css"],
      rules: {
        "color-no-hex": null,
        "function-disallowed-list": null,
        "declaration-property-value-disallowed-list": null,
      },
    },
  ],
}
