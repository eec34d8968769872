// Read the styles of pasted HTML: `style` attributes and style sheets, in the order in which a browser applies them. The
// server does the same with text that does not come from the editor (articles/text/styles.py).

const CSS_COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|<!--|-->/g
const DECLARATION = /(?:[^;"'(]|"[^"]*"|'[^']*'|\([^()]*\)|["'(])+/g
const IMPORTANT = /!\s*important$/
const FONT_SIZE = /(?:^|\s)([\d.]+(?:[a-z]+|%)?)(?=\s*\/|\s)/g // in a `font` declaration
const SIDES = ["top", "right", "bottom", "left"]
const SHORTHANDS = {
  inset: SIDES,
  margin: SIDES.map((side) => `margin-${side}`),
  padding: SIDES.map((side) => `padding-${side}`),
  overflow: ["overflow-x", "overflow-y"],
}
// Elements, classes, ids and attributes. States like :hover are not of the text, and :nth-child takes quadratic time.
const SELECTOR = /^(?:[\w.#*>+\s-]|\[[^[\]]*\]|:first-child|:last-child|:not\([\w.#-]+\))+$/
const NOT = /:not\([^()]*\)/g
const NAME = /[.#][\w-]+/g
const MOST_NAMES = 8 // of a selector; each descendant step multiplies the work
const MOST_SELECTORS = 300 // that can match, so that a sheet takes linear time
const ON_SCREEN = String.raw`\s*(?:(?:only\s+)?(?:screen|all)|not\s+print)?\s*`
const IS_ON_SCREEN = new RegExp(`^${ON_SCREEN}$`, "i")
// Blocks whose rules apply: @media for screens of any size, @supports for what browsers have, cascade layers.
const APPLIES = new RegExp(
  String.raw`^@(?:media${ON_SCREEN}|supports\s*\((?![\s\S]*\bnot\b)[\s\S]*|layer\b[\s\S]*)$`,
  "i",
)

const longhands = (name, value) => {
  if (name === "font") {
    const size = [...value.matchAll(FONT_SIZE)].at(-1)?.[1] // the last one: a weight is a number too
    return size ? [["font-size", size]] : []
  }
  if (name.startsWith("-webkit-text-decoration"))
    return longhands(name.slice("-webkit-".length), value)
  if (name === "text-decoration") return [["text-decoration-line", value]]
  if (!(name in SHORTHANDS)) return [[name, value]]
  const parts = value.split(/\s+/).slice(0, 4)
  // Of fewer than four values, the second one is also the fourth, and the first one the others.
  return SHORTHANDS[name].map((each, place) => [
    each,
    parts[place] ?? parts[place === 3 ? 1 : 0] ?? parts[0],
  ])
}

// A browser ignores a declaration with a value that it does not know, so an earlier one stays in force.
const isValid = (name, value) =>
  value !== "" && (!CSS.supports(name, "inherit") || CSS.supports(name, value))

// Return the declarations of a `style` attribute or a rule, in lower case: [normal ones, important ones].
const declared = (css) => {
  const made = [{}, {}]
  for (const each of css.toLowerCase().replaceAll(CSS_COMMENT, "").match(DECLARATION) ?? []) {
    const colon = each.indexOf(":")
    if (colon < 0) continue
    const declaration = each.slice(colon + 1).trim()
    const value = declaration.replace(IMPORTANT, "").trimEnd()
    const name = each.slice(0, colon).trim()
    if (!isValid(name, value)) continue
    Object.assign(made[Number(value !== declaration)], Object.fromEntries(longhands(name, value)))
  }
  return made
}

const specificity = (selector) => {
  const bare = selector.replaceAll(/\[[^[\]]*\]/g, ".a")
  const count = (pattern) => bare.match(pattern)?.length ?? 0
  return count(/#/g) * 10_000 + count(/\./g) * 100 + count(/(?:^|[\s>+])[a-z]/gi)
}

// Return [selector, declarations] of the rules that apply on every screen, so none for print or for narrow screens.
const rulesOf = (css) => {
  const rules = []
  const preludes = [] // of the open blocks
  let before = ""
  for (const part of css.replaceAll(CSS_COMMENT, "").split(/([{}])/)) {
    if (part === "{") preludes.push(before.split(";").pop().trim())
    else if (part === "}" && preludes.length) {
      const selectors = preludes
        .pop()
        .replaceAll(":root", "html")
        .split(",")
        .map((each) => each.trim())
      const block = preludes.every((each) => APPLIES.test(each)) ? declared(before) : null
      for (const selector of block ? selectors : []) {
        if (SELECTOR.test(selector) && selector.match(/[\w-]+/g)?.length <= MOST_NAMES)
          rules.push([selector, block])
      }
    }
    before = part === "{" || part === "}" ? "" : part
  }
  return rules
}

const namesIn = (root) => {
  const names = new Set()
  for (const element of root.querySelectorAll("[class], [id]")) {
    for (const name of element.classList) names.add(`.${name.toLowerCase()}`)
    names.add(`#${element.id.toLowerCase()}`)
  }
  return names
}

const matches = (root, selector) => {
  try {
    return root.querySelectorAll(selector)
  } catch {
    return [] // no browser understands it
  }
}

/** Return whether a style sheet with this `media` attribute applies on every screen. */
export const isOnScreen = (media) => media.split(",").some((query) => IS_ON_SCREEN.test(query))

/**
 * Read the sheets. `of(element, defaults)` returns the declarations that apply to the element, `classNames` are the classes
 * that the sheets say something about. `styleOf` returns the text of an element's style attribute.
 */
export const stylesOf = (root, css, styleOf) => {
  const rules = rulesOf(css).map(([selector, block]) => [
    selector,
    block,
    selector.toLowerCase().replaceAll(NOT, "").match(NAME) ?? [],
  ])
  const page = root.ownerDocument
  const known = css ? namesIn(page) : new Set()
  const fitting = rules
    .filter(([, , names]) => names.every((name) => known.has(name)))
    .slice(0, MOST_SELECTORS)
  const bySheets = new Map()
  for (const [selector, [normal, important]] of fitting.sort(
    ([one], [other]) => specificity(one) - specificity(other),
  )) {
    for (const element of matches(page, selector)) {
      const made = bySheets.get(element) ?? [{}, {}]
      Object.assign(made[0], normal)
      Object.assign(made[1], important)
      bySheets.set(element, made)
    }
  }
  return {
    classNames: new Set(
      rules.flatMap(([, , names]) => names).filter((name) => name.startsWith(".")),
    ),
    of: (element, defaults) => {
      const [normal, important] = bySheets.get(element) ?? [{}, {}]
      const [inline, importantInline] = declared(styleOf(element))
      return { ...defaults, ...normal, ...inline, ...important, ...importantInline }
    },
  }
}
