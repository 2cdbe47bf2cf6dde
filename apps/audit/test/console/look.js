// What is looked for on a page, by functions that run in it: each stands alone.

/** What a person who cannot see the page, or uses no mouse, would stumble over. */
export function stumblingBlocks() {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const nameOf = (one) => (one.getAttribute('aria-label') ?? one.innerText ?? one.textContent ?? '').trim();
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  found.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`));
  for (const one of all('input, textarea, select')) if ((one.labels?.length ?? 0) !== 1) found.push(`${one.name || one.id} has not one label`);
  for (const one of all('button, summary, a')) if (nameOf(one) === '') found.push(`${one.tagName} without words`);
  for (const one of all('svg[role], [role=region], nav')) if ((one.getAttribute('aria-label') ?? '') === '') found.push(`${one.tagName} without a name`);
  for (const name of ['aria-labelledby', 'aria-describedby'])
    for (const one of all(`[${name}]`)) if (!document.getElementById(one.getAttribute(name))) found.push(`${name} of ${one.tagName} points nowhere`);
  for (const one of all('[aria-current]'))
    if (!['page', 'true'].includes(one.getAttribute('aria-current'))) found.push(`aria-current says ${one.getAttribute('aria-current')}`);
  const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName.slice(1)));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) found.push('not one first heading');
  levels.forEach((level, index) => level > (levels[index - 1] ?? 0) + 1 && found.push(`heading ${index} skips a level`));
  for (const one of document.querySelectorAll('[tabindex]')) if (one.tabIndex > 0) found.push('an order of its own');
  for (const one of all('table')) {
    const heads = one.querySelectorAll('thead th[scope=col]').length;
    if (!one.caption) found.push('a table without a caption');
    for (const row of one.tBodies[0]?.rows ?? []) {
      if (row.cells.length !== heads) found.push(`${one.caption?.textContent}: a row of ${row.cells.length} under ${heads} heads`);
      if (row.querySelectorAll('th[scope=row]').length !== 1) found.push(`${one.caption?.textContent}: a row without a head`);
    }
  }
  if (all('main').length !== 1) found.push('not one main part');
  if (document.querySelector('#trouble')?.getAttribute('role') !== 'alert') found.push('no place where trouble is told');
  for (const target of all('button, input, select, summary, nav a')) {
    const { height, width } = target.getBoundingClientRect();
    if (height > 0 && Math.min(height, width) < 24) found.push(`${target.tagName} ${nameOf(target)} is ${Math.round(width)}×${Math.round(height)}`);
  }
  return found;
}

/** What stands beyond the right edge, where nobody can scroll to it within a part of its own. */
export function beyondTheEdge() {
  const { clientWidth, scrollWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide on ${clientWidth}`] : [];
  // What is drawn and reaches out of its frame is cut there.
  for (const one of document.querySelectorAll('svg text')) {
    if (!one.checkVisibility()) continue;
    const [{ left, right }, frame] = [one.getBoundingClientRect(), one.closest('svg').getBoundingClientRect()];
    const room = window.getComputedStyle(one.closest('svg')).overflow === 'visible' ? one.closest('.wide, figure').getBoundingClientRect() : frame;
    if (left < room.left - 1 || right > room.right + 1) found.push(`cut: ${one.textContent}`);
  }
  const scrolls = (one) => one !== null && (['auto', 'scroll'].includes(window.getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  for (const one of document.querySelectorAll('body *')) {
    if (!one.checkVisibility() || one.closest('.skip, thead') !== null || scrolls(one.parentElement)) continue;
    const { right, width } = one.getBoundingClientRect();
    if (width > 0 && right > clientWidth + 1) found.push(`${one.tagName} ${one.getAttribute('class') ?? ''} ${(one.textContent ?? '').trim().slice(0, 30)}`);
  }
  return found;
}

/** Parts that can be scrolled sideways: on a narrow screen nobody should have to. */
export function scrolledSideways() {
  return [...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute('aria-label'));
}

/** Texts that stand out too little from what is behind them (WCAG 2.2, 1.4.3), those of drawings among them. */
export function paleTexts() {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = color.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    const found = one === null ? [255, 255, 255] : channels(window.getComputedStyle(one).backgroundColor);
    return found.length === 3 ? found : ground(one.parentElement);
  };
  const pale = [];
  let looked = 0;
  for (const one of document.querySelectorAll('body *')) {
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!hasText || !one.checkVisibility({ visibilityProperty: true }) || one.closest(':disabled, .skip, title, noscript') !== null) continue;
    const { color, fill, fontSize, fontWeight } = window.getComputedStyle(one);
    const [light, dark] = [luminance(channels(one.closest('svg') === null ? color : fill)), luminance(ground(one))].sort((a, b) => b - a);
    const isLarge = Number.parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
    const ratio = (light + 0.05) / (dark + 0.05);
    looked += 1;
    if (!(ratio >= (isLarge ? 3 : 4.5))) pale.push(`${one.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return looked > 5 ? pale : [`only ${looked} texts`];
}

/** Whatever moves by itself, or on its way from one look to another. */
export function moving() {
  return [...document.querySelectorAll('body *')].flatMap((one) => {
    const { animationName, transitionDuration, scrollBehavior } = window.getComputedStyle(one);
    const isStill = animationName === 'none' && /^0s(?:, 0s)*$/.test(transitionDuration) && scrollBehavior === 'auto';
    return isStill ? [] : [one.tagName];
  });
}

/** What has the focus: its name, and whether it is seen. */
export function stop() {
  const one = document.activeElement;
  if (one === null || one === document.body) return undefined;
  const { outlineStyle, outlineWidth } = window.getComputedStyle(one);
  const name = (one.getAttribute('aria-label') ?? one.innerText ?? '').trim().split('\n')[0];
  return { name: name === '' ? (one.name ?? one.id) : name, isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' };
}
