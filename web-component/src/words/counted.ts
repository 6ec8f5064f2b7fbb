/** A count with its noun, in the form that the language's plural rules ask for and in its digits. */

export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** @returns a function that puts the count in place of the `#` of the form; forms may leave it out */
export function counted(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const digits = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', digits.format(count));
}
