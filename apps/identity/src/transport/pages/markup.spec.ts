import { expect, it } from '@jest/globals';
import { markup } from './markup.js';

it('escapes every value, in text and in attributes', () => {
  expect(markup`<p title="${`"'`}">${'<script>&'}</p>`.text).toBe('<p title="&quot;&#39;">&lt;script&gt;&amp;</p>');
});

it('keeps markup made here, alone or in lists', () => {
  expect(markup`<ul>${['<a>', 'b'].map((one) => markup`<li>${one}</li>`)}</ul>${markup`<hr>`}${1}`.text).toBe('<ul><li>&lt;a&gt;</li><li>b</li></ul><hr>1');
});
