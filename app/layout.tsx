import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import '@/components/ui/tokens.css';
import '@/components/ui/base.css';
import { ServerTime } from '@/components/live/now';
import { ChineseTexts } from '@/components/messages/chinese';
import { EnglishTexts } from '@/components/messages/english';
import { Toasts } from '@/components/ui/toasts';
import { TooltipLayer } from '@/components/ui/tooltip';
import { systemClock } from '@/lib/time/system';
import { visitorPreferences } from './visitor';

export const metadata: Metadata = { title: { default: 'Gantry', template: '%s · Gantry' } };

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f9fa' },
    { media: '(prefers-color-scheme: dark)', color: '#101316' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { theme, language } = await visitorPreferences();
  const Texts = language === 'zh-CN' ? ChineseTexts : EnglishTexts;
  return (
    <html lang={language} data-theme={theme}>
      <body>
        <ServerTime nowMs={systemClock().now()}>
          <Texts>
            {children}
            <Toasts />
            <TooltipLayer />
          </Texts>
        </ServerTime>
      </body>
    </html>
  );
}
