import type { Language } from '../messages/catalogue';

/** What a visitor chooses once and for all pages; kept in cookies, so that the first picture is right. */
export interface Preferences {
  theme: Theme;
  language: Language | undefined;
  /** The navigation shows icons alone. */
  railCollapsed: boolean;
}

export type Theme = 'system' | 'light' | 'dark';

const yearSeconds = 365 * 24 * 3600;

/** Reads the preferences from cookies; what is not there or unknown is as if never chosen. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie('gantry-theme');
  const language = cookie('gantry-language');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    language: language === 'en' || language === 'zh-CN' ? language : undefined,
    railCollapsed: cookie('gantry-rail') === 'icons',
  };
}

/** Remembers one choice in this browser. */
export function keepPreference(name: 'theme' | 'language' | 'rail', value: string): void {
  // The asynchronous cookie store is missing in some browsers that Gantry supports.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `gantry-${name}=${value}; Path=/; SameSite=Strict; Max-Age=${yearSeconds}`;
}
