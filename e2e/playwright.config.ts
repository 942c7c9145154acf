import { defineConfig } from '@playwright/test';

const kubectl = /kubectl\w*\.spec\.ts$/;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/journeys',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // What a person does at a terminal needs no browser, and none is looked for.
  projects: [
    { name: 'kubectl', testMatch: kubectl },
    { name: 'browser', testIgnore: kubectl },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    },
  },
});
