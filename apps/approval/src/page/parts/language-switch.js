import { languages, messages } from '../messages.js';
import { element } from './element.js';

/**
 * One button per language, each in its own words, the current one pressed.
 * @param {import('../messages.js').Language} current
 * @param {(chosen: import('../messages.js').Language) => void} choose
 */
export function languageSwitch(current, choose) {
  const buttons = languages.map((language) => {
    const pressed = String(language === current);
    const button = element('button', { type: 'button', lang: language, 'aria-pressed': pressed }, messages[language].common.language);
    button.addEventListener('click', () => {
      for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
      choose(language);
    });
    return button;
  });
  return buttons;
}
