// A number and a full stop at the beginning of a line make a numbered list, as "- " makes a list.
import { OrderedList as BaseList, wrappingInputRule } from "django-prose-editor/editor"

const NUMBER = /^(\d{1,2})[.)]\s$/ // a year is the beginning of a sentence

export const OrderedList = BaseList.extend({
  addInputRules() {
    const getAttributes = ([, number]) => ({ start: Number(number) })
    const joinPredicate = ([, number], list) => list.childCount + list.attrs.start === Number(number)
    return [wrappingInputRule({ find: NUMBER, type: this.type, getAttributes, joinPredicate })]
  },
})
