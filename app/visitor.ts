import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Language } from '@/components/messages/catalogue';
import { type Preferences, readPreferences } from '@/components/shell/preferences';
import { judge } from '@/lib/cluster/gate';
import { serverSession } from '@/lib/cluster/session';

/** What the visitor has chosen, from the cookies and, for the language, from what the browser asks for. */
export async function visitorPreferences(): Promise<Preferences & { language: Language }> {
  const jar = await cookies();
  const preferences = readPreferences((name) => jar.get(name)?.value);
  const asked = (await headers()).get('accept-language');
  return { ...preferences, language: preferences.language ?? preferredLanguage(asked) };
}

/** Ends the rendering of a page with a redirect to the sign-in, should an unknown visitor ever have come so far. */
export async function requireVisitor(path: string): Promise<void> {
  const visit = { method: 'GET', path, headers: await headers() };
  if (!judge(visit, serverSession(process.env)).pass) redirect('/sign-in');
}

/** The name of a cluster as it stands in a path; Next.js hands it on encoded or not. */
export function clusterInPath(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The first of the browser's languages that Gantry speaks. */
export function preferredLanguage(acceptLanguage: string | null): Language {
  for (const item of (acceptLanguage ?? '').split(',')) {
    const tag = item.split(';')[0]!.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
