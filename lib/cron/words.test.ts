import { expect, it, describe as suite } from 'vitest';
import { parseSchedule } from './schedule';
import { describe } from './words';

suite('describe', () => {
  it.each([
    ['0 2 * * *', 'at 02:00 every day', '每天 02:00'],
    ['@daily', 'at 00:00 every day', '每天 00:00'],
    ['* * * * *', 'every minute', '每分钟'],
    ['*/5 * * * *', 'every 5 minutes', '每 5 分钟'],
    ['@hourly', 'every hour', '每小时整点'],
    ['15 * * * *', '15 minutes past every hour', '每小时的第 15 分钟'],
    ['0 */2 * * *', 'every 2 hours', '每 2 小时'],
    ['30 */6 * * *', 'every 6 hours from 00:30', '从 00:30 起每 6 小时'],
    ['0 9 * * 1-5', 'at 09:00 on Monday to Friday', '每周一至周五 09:00'],
    ['0 9 * * MON,WED', 'at 09:00 on Monday and Wednesday', '每周一和周三 09:00'],
    ['0 3 * * 0', 'at 03:00 on Sunday', '每周日 03:00'],
    ['0 8 * * 0,6', 'at 08:00 on Saturday and Sunday', '每周六和周日 08:00'],
    ['0 9,17 * * *', 'at 09:00 and 17:00 every day', '每天 09:00 和 17:00'],
    ['*/15 9-17 * * *', 'every 15 minutes from 09:00 to 17:45', '09:00 至 17:45 每 15 分钟'],
    [
      '10 9-17 * * 1-5',
      'every hour from 09:10 to 17:10 on Monday to Friday',
      '每周一至周五 09:10 至 17:10 每小时',
    ],
    ['0 0 1 * *', 'at 00:00 on day 1 of every month', '每月 1 日 00:00'],
    ['0 0 1,15 * *', 'at 00:00 on days 1 and 15 of every month', '每月 1 日和 15 日 00:00'],
    ['@yearly', 'at 00:00 on January 1', '1 月 1 日 00:00'],
    [
      '0 0 1,15 * 3',
      'at 00:00 on days 1 and 15 of every month, or on Wednesday',
      '每月 1 日和 15 日，或周三 00:00',
    ],
    ['0 12 * 6-8 *', 'at 12:00 every day in June to August', '6 月至 8 月每天 12:00'],
    [
      '1,7,30-33 1-5,7 * * *',
      'at minutes 1, 7 and 30 to 33 past hours 1 to 5 and 7',
      '1 至 5 和 7 点的第 1、7 和 30 至 33 分钟',
    ],
    ['*/7 * * * *', 'at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 past every hour', undefined],
    ['@every 1h30m', 'every 1 hour 30 minutes', '每 1 小时 30 分钟'],
    ['@every 1m', 'every minute', '每分钟'],
    ['0 0 30 2 *', 'never', '从不'],
    [', * * * *', 'never', '从不'],
    ['TZ=Asia/Tokyo 0 6 * * *', 'at 06:00 every day (Asia/Tokyo)', '每天 06:00（Asia/Tokyo）'],
  ])('puts %s into words', (text, english, chinese) => {
    const schedule = parseSchedule(text);
    expect(describe(schedule, 'en')).toBe(english);
    if (chinese) expect(describe(schedule, 'zh-CN')).toBe(chinese);
  });
});
