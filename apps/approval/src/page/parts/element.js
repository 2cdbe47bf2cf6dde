/**
 * Builds one element. Text goes in as text nodes only; there is no way from a string to markup on this page, and the
 * policy `require-trusted-types-for 'script'` holds that.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | undefined>} attributes
 * @param {(Node | string | undefined)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/**
 * A text from elsewhere, isolated so that its writing direction cannot reorder what stands around it.
 * @param {string} text
 */
export function isolated(text) {
  return element('bdi', {}, text);
}
