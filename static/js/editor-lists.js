// Start a numbered list when a line begins with a number and a full stop, as "- " starts a list.
import { OrderedList as BaseList, wrappingInputRule } from "django-prose-editor/editor"

const NUMBER = /^(\d{1,2})[.)]\s$/ // at most two digits: a year may start a sentence

export const OrderedList = BaseList.extend({
  addInputRules() {
    const getAttributes = ([, number]) => ({ start: Number(number) })
    const joinPredicate = ([, number], list) =>
      list.childCount + list.attrs.start === Number(number)
    return [wrappingInputRule({ find: NUMBER, type: this.type, getAttributes, joinPredicate })]
  },
})
