import type * as Monaco from 'monaco-editor/editor';

/** Whether the page is shown in its dark theme. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'dark' || chosen === 'light') return chosen === 'dark';
  return window.matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Tells of every change of theme; answers a function that ends it. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', listener);
  };
}

/** Gives Monaco the page's own colours as they are now. */
export function applyTheme(monaco: typeof Monaco): void {
  const dark = isDark();
  const style = getComputedStyle(document.documentElement);
  const colour = (token: string) => hex(style.getPropertyValue(`--${token}`));
  const [text, muted, surface, line] = ['text', 'muted', 'surface', 'line'].map(colour);
  monaco.editor.defineTheme('gantry', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      // Monaco's own themes have rules for YAML, which only as exact ones override.
      ...['type', 'type.yaml', 'tag.yaml'].map((token) => ({ token, foreground: bare(colour('accent')) })),
      ...['string', 'string.yaml'].map((token) => ({ token, foreground: bare(text) })),
      ...['number', 'number.yaml'].map((token) => ({ token, foreground: bare(colour('state-running')) })),
      ...['keyword', 'keyword.yaml'].map((token) => ({ token, foreground: bare(colour('state-suspended')) })),
      { token: 'comment', foreground: bare(muted) },
    ],
    colors: {
      'editor.background': surface!,
      'editor.foreground': text!,
      'editorLineNumber.foreground': muted!,
      'editorLineNumber.activeForeground': text!,
      'editorGutter.background': surface!,
      'editorWidget.background': colour('raised'),
      'editorWidget.border': line!,
      'editorHoverWidget.background': colour('raised'),
      'editorHoverWidget.border': line!,
      'editorSuggestWidget.background': colour('raised'),
      'editorSuggestWidget.border': line!,
      'editor.lineHighlightBackground': colour('hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editorSuggestWidget.foreground': text!,
      'editorSuggestWidget.selectedBackground': colour('selected'),
      'editorSuggestWidget.selectedForeground': text!,
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent'),
      'editorIndentGuide.background1': line!,
      'editorIndentGuide.activeBackground1': colour('line-strong'),
      'editorError.foreground': colour('danger'),
      'editorWarning.foreground': colour('state-retrying'),
      focusBorder: colour('focus'),
    },
  });
  monaco.editor.setTheme('gantry');
}

/** `rgb(1, 2, 3)`, as a registered colour reads, as `#010203`. */
function hex(colour: string): string {
  const parts = /rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(colour);
  if (!parts) return colour.trim();
  return `#${parts
    .slice(1)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}

function bare(colour: string | undefined): string {
  return (colour ?? '').replace('#', '');
}
