// Copies a draft as plain text. The button stands inside an answer, which gradio draws anew at will, so the page listens.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('.zb-copy');
  if (!button) return;
  const text = button.parentElement.querySelector('.zb-draft-text').cloneNode(true);
  text.querySelectorAll('.zb-cite').forEach((mark) => mark.remove());
  text.querySelectorAll('br').forEach((line) => line.replaceWith('\n'));
  await navigator.clipboard.writeText(text.textContent);
  button.textContent = '已复制';
  setTimeout(() => { button.textContent = '复制正文'; }, 1600);
});

// What screen readers say and gradio has only in English.
const spoken = [
  ["[aria-label^=\"bot's message\"]", () => '执笔的回答'],
  ["[aria-label^=\"user's message\"]", (label) => label.replace("user's message", '您说')],
  ['[aria-label="chatbot conversation"]', () => '对话'],
  ['[aria-label="Toggle Sidebar"]', () => '收起或展开左栏'],
  ['[aria-label^="Select example"]', (label) => label.replace(/^Select example \d+: /, '试试：')],
  ['[aria-label="More tabs"]', () => '更多'],
];
const translate = () => {
  for (const [selector, say] of spoken) {
    document.querySelectorAll(selector).forEach((element) => {
      element.setAttribute('aria-label', say(element.getAttribute('aria-label')));
    });
  }
};
new MutationObserver(translate).observe(document, {subtree: true, childList: true, attributeFilter: ['aria-label']});

// On a narrow screen the open profile would cover everything.
const narrow = new MutationObserver(() => {
  const toggle = document.querySelector('#side.open .toggle-button');
  if (!toggle) return;
  narrow.disconnect();
  if (window.innerWidth < 768) setTimeout(() => toggle.click(), 400);
});
narrow.observe(document, {subtree: true, childList: true});

// A new answer is read from its beginning: keep the question at the top until the reader scrolls.
let questions = 0;
let following = false;
const follow = () => {
  const asked = document.querySelectorAll('#chat .user-row');
  if (asked.length !== questions) {
    questions = asked.length;
    following = questions > 0;
  }
  if (following) asked[asked.length - 1].scrollIntoView({block: 'start'});
};
for (const moved of ['wheel', 'touchmove', 'keydown', 'mousedown']) {
  document.addEventListener(moved, () => { following = false; }, {passive: true});
}
new MutationObserver(follow).observe(document, {subtree: true, childList: true, characterData: true});

// A slot clicked in the marked text is selected in the box, ready to be written over.
document.addEventListener('click', (event) => {
  const slot = event.target.closest('#table .zd-preview mark.zb-slot');
  const box = document.querySelector('#text textarea');
  if (!slot || !box) return;
  const alike = [...document.querySelectorAll('#table .zd-preview mark.zb-slot')].filter((one) => one.textContent === slot.textContent);
  let at = -1;
  for (let turn = alike.indexOf(slot); turn >= 0; turn -= 1) at = box.value.indexOf(slot.textContent, at + 1);
  if (at < 0) return;
  box.focus();
  box.setSelectionRange(at, at + slot.textContent.length);
});
