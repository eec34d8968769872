// Find nodes in a text, and place the caret after an insertion.
export const placesOf = (doc, name) => {
  const places = []
  doc.descendants((node, place) => {
    if (node.type.name === name) places.push(place)
  })
  return places
}

// Place the caret below an inserted node. Otherwise the next letter would replace the node or go into its caption.
export const goOnBelow = ({ tr, state, dispatch }) => {
  let below = null
  tr.mapping.maps.at(-1)?.forEach((_from, _to, _start, end) => {
    below = end
  })
  if (!dispatch || below === null) return true
  if (!tr.doc.resolve(below).parent.isTextblock) {
    if (!tr.doc.nodeAt(below)?.isTextblock) tr.insert(below, state.schema.nodes.paragraph.create())
    below += 1
  }
  tr.setSelection(tr.selection.constructor.near(tr.doc.resolve(below)))
  return true
}

/** Return the depth of the table around the caret; 0 outside of tables. */
export const depthOfTable = ({ $from }) =>
  [...Array($from.depth + 1).keys()].find((depth) => $from.node(depth).type.name === "table") ?? 0

// A node that is not allowed in a cell would split the table, so insert it below.
export const leaveTable = ({ tr, state, dispatch }) => {
  const depth = depthOfTable(tr.selection)
  if (!depth || !dispatch) return true
  const below = tr.selection.$from.after(depth)
  if (!tr.doc.nodeAt(below)?.isTextblock) tr.insert(below, state.schema.nodes.paragraph.create())
  tr.setSelection(tr.selection.constructor.near(tr.doc.resolve(below + 1)))
  return true
}
