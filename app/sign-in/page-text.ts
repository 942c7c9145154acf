import { catalogues, type Language } from '@/components/messages/catalogue';

interface SignInPage {
  language: Language;
  theme: string;
  nonce: string;
  /** Where to go once signed in. */
  next: string;
  wrong: boolean;
}

/**
 * The sign-in page. It stands alone, without scripts or the rest of the program, so that it can be shown whatever state that is in.
 */
export function signInPage({ language, theme, nonce, next, wrong }: SignInPage): string {
  const { signIn } = catalogues[language].shell;
  return `<!doctype html>
<html lang="${language}" data-theme="${escapeHtml(theme)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(signIn.title)}</title>
<link rel="icon" href="/icon.svg">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(signIn.title)}</h1>
<p>${escapeHtml(signIn.lead)}</p>
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">${escapeHtml(signIn.field)}</label>
<input id="token" name="token" type="password" autocomplete="off" autofocus required
 ${wrong ? 'aria-invalid="true" aria-describedby="wrong"' : ''}>
${wrong ? `<p id="wrong" role="alert">${escapeHtml(signIn.wrong)}</p>` : ''}
<button>${escapeHtml(signIn.button)}</button>
</form>
<p class="note">${escapeHtml(signIn.where)}</p>
</main>
</body>
</html>`;
}

/** Goes on to the same address as a request of this very site, which is what a strict cookie waits for. */
export function hopPage(target: string, nonce: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gantry</title>
<style nonce="${nonce}">:root{color-scheme:light dark}</style>
<meta http-equiv="refresh" content="0;url=${escapeHtml(target)}"></head><body></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root{color-scheme:light dark;--text:light-dark(#191d23,#e5e8eb);--muted:light-dark(#59616d,#9ba5b1);
--line:light-dark(#808994,#76808c);--accent:light-dark(#0c6473,#55bfcf);--danger:light-dark(#a0140c,#ff6b61)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f8f9fa,#101316);color:var(--text);
font:14px/1.5 system-ui,sans-serif}
main{box-sizing:border-box;width:min(440px,100vw);padding:24px}
h1{font-size:20px;margin:0 0 8px}p{margin:0 0 16px}.note{color:var(--muted);font-size:13px;margin-top:16px}
form{display:grid;gap:8px}label{font-weight:500}
input,button{box-sizing:border-box;height:38px;border-radius:6px;font:inherit}
input{border:1px solid var(--line);padding:0 10px;background:light-dark(#fff,#16191d);color:inherit}
input[aria-invalid]{border-color:var(--danger)}[role=alert]{color:var(--danger);margin:0}
button{border:0;background:var(--accent);color:light-dark(#fff,#06222a);font-weight:500;cursor:pointer;margin-top:8px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`;
