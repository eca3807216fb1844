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

// Selects a stretch of the text box and brings it into view.
const pick = (box, from, to) => {
  box.focus();
  box.setSelectionRange(from, to);
  box.scrollTop = (from / Math.max(1, box.value.length)) * box.scrollHeight - box.clientHeight / 3;
};
const theBox = () => document.querySelector('#text textarea');

// A slot clicked in the marked text is selected in the box, ready to be written over.
document.addEventListener('click', (event) => {
  const slot = event.target.closest('#table .zd-preview mark.zb-slot');
  const box = theBox();
  if (!slot || !box) return;
  const alike = [...document.querySelectorAll('#table .zd-preview mark.zb-slot')].filter((one) => one.textContent === slot.textContent);
  let at = -1;
  for (let turn = alike.indexOf(slot); turn >= 0; turn -= 1) at = box.value.indexOf(slot.textContent, at + 1);
  if (at >= 0) pick(box, at, at + slot.textContent.length);
});

// A finding clicked is selected in the box, once its part has been opened there.
document.addEventListener('click', (event) => {
  const found = event.target.closest('#findings button.zf-go');
  if (!found) return;
  const {part, words, start} = found.dataset;
  let turns = 0;
  const looking = setInterval(() => {
    const box = theBox();
    const where = document.querySelector('#where textarea, #where input');
    turns += 1;
    if (turns > 40) clearInterval(looking);
    if (turns < 4 || !box || !where || !where.value.endsWith(`|${part}`)) return;
    let at = box.value.startsWith(words, Number(start)) ? Number(start) : box.value.indexOf(words);
    if (at < 0) return;
    clearInterval(looking);
    pick(box, at, at + words.length);
  }, 100);
});

// A wording is put in where the cursor stands.
document.addEventListener('click', (event) => {
  const put = event.target.closest('#wordings .zd-put');
  const box = theBox();
  if (!put || !box) return;
  box.setRangeText(put.dataset.words, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', {bubbles: true}));
  box.focus();
});

// gradio tells nobody when a key typed could not be kept: the server is gone, or one is no longer logged in.
const asked = window.fetch;
const unsaved = (why) => {
  document.querySelector('#unsaved')?.remove();
  if (!why) return;
  const told = Object.assign(document.createElement('div'), {id: 'unsaved', className: 'zd-unsaved', textContent: why});
  told.setAttribute('role', 'alert');
  document.querySelector('#desk-tools')?.after(told);
};
window.fetch = async (...given) => {
  const keeping = String(given[0]?.url ?? given[0]).includes('/gradio_api/run/');
  try {
    const answer = await asked(...given);
    if (keeping && answer.ok) unsaved('');
    if (keeping && !answer.ok) {
      answer.clone().json().then((said) => unsaved(said.detail || said.error), () => {}).then(() => {
        if (!document.querySelector('#unsaved')) unsaved('服务器出错，刚才的改动没有保存。请再改一个字试试，或先把文字复制出来。');
      });
    }
    return answer;
  } catch (error) {
    if (keeping) unsaved('连不上服务器，刚才的改动没有保存。请不要关这个窗口；服务恢复后会接着保存。');
    throw error;
  }
};

// When the server is back, gradio loads the page anew. What could not be kept goes along and is typed in again where it stood.
const KEPT = 'zhibi-unsaved';
const placeNow = () => document.querySelector('#where textarea, #where input')?.value;
window.addEventListener('pagehide', () => {
  const box = theBox();
  if (!box || !document.querySelector('#unsaved')) return;
  sessionStorage.setItem(KEPT, JSON.stringify({where: placeNow(), text: box.value}));
});
const bringing = setInterval(() => {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || 'null');
  if (!kept) clearInterval(bringing);
  const box = theBox();
  if (!kept || !box || placeNow() !== kept.where) return;
  sessionStorage.removeItem(KEPT);
  if (box.value === kept.text) return;
  box.value = kept.text;
  box.dispatchEvent(new Event('input', {bubbles: true}));
}, 1500);
