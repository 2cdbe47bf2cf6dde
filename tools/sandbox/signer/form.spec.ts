import { describe, expect, it } from '@jest/globals';
import { fillForm, pageText, readForms, readLinks } from './form.ts';

const PAGE = `<!doctype html><title>t</title>
  <!-- <form action="/commented"><input name="no"></form> -->
  <script>const s = '<form action="/script">';</script>
  <input name="outside">
  <FORM METHOD='POST' action="/a?b=1&amp;c=2">
    <input type=hidden name=token value='x&quot;&#39;&#x3e;y'>
    <input name="login" value="">
    <input type="checkbox" name="accept" required>
    <input type="checkbox" name="news" value="yes" checked>
    <input title="a > b" name="note" value="kept">
    <button name="act" value="go">Go</button>
  </FORM>
  <form><button>x</button></form>`;

describe('the forms of a page', () => {
  it('have their method, action and controls', () => {
    const [form, second, ...others] = readForms(PAGE);
    expect(others).toEqual([]);
    expect(second).toEqual({ method: 'get', action: '', controls: [{ name: '', type: 'submit', value: '', checked: false }] });
    expect(form).toEqual({
      method: 'post',
      action: '/a?b=1&c=2',
      controls: [
        { name: 'token', type: 'hidden', value: 'x"\'>y', checked: false },
        { name: 'login', type: 'text', value: '', checked: false },
        { name: 'accept', type: 'checkbox', value: 'on', checked: false },
        { name: 'news', type: 'checkbox', value: 'yes', checked: true },
        { name: 'note', type: 'text', value: 'kept', checked: false },
        { name: 'act', type: 'submit', value: 'go', checked: false },
      ],
    });
  });

  it('send what a browser would, unticked boxes and unpressed buttons left out', () => {
    const [form] = readForms(PAGE);
    expect(form && [...fillForm(form, { login: 'alice' })]).toEqual([
      ['token', 'x"\'>y'],
      ['login', 'alice'],
      ['news', 'yes'],
      ['note', 'kept'],
    ]);
  });

  it('refuse a value that has no control', () => {
    const [form] = readForms(PAGE);
    expect(() => form && fillForm(form, { password: 'x' })).toThrow('the form has no field "password"');
  });
});

it('the links of a page are its anchors with an address', () => {
  expect(readLinks(`<a class="x" href="/a?b=1&amp;c=2">a</a><a name="n">n</a><!-- <a href="/no"> --><abbr href="/no">`)).toEqual(['/a?b=1&c=2']);
});

it('the words of a page leave out markup, scripts and head', () => {
  expect(pageText('<html><head><title>T</title></head><body><h1>Refused</h1>\n<p>Too &lt;late&gt;.</p><script>x()</script></body></html>')).toBe(
    'Refused Too <late>.',
  );
});
