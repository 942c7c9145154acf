import type { Rule, Tone } from './timeline-model';

/** The colours and fonts a canvas paints with, read from the theme. */
export interface Palette {
  tones: Readonly<Record<Tone, string>>;
  rules: Readonly<Record<Rule['tone'], string>>;
  surface: string;
  hover: string;
  line: string;
  text: string;
  muted: string;
  focus: string;
  font: string;
}

/** Reads the theme's tokens as they hold for an element. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const state = (name: string) => token(`--state-${name}`);
  return {
    tones: {
      waiting: state('pending'),
      starting: state('running'),
      running: state('running'),
      done: state('complete'),
      failed: state('failed'),
      stopped: state('unknown'),
      retrying: state('retrying'),
      terminating: state('suspended'),
    },
    rules: {
      done: state('complete'),
      failed: state('failed'),
      retrying: state('retrying'),
      suspended: state('suspended'),
    },
    surface: token('--surface'),
    hover: token('--hover'),
    line: token('--line'),
    text: token('--text'),
    muted: token('--muted'),
    focus: token('--focus'),
    font: style.fontFamily,
  };
}

/** Calls back whenever the theme may have changed; answers a function that ends it. */
export function onThemeChange(run: () => void): () => void {
  const observer = new MutationObserver(run);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', run);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', run);
  };
}
