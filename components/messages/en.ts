import { shell } from './en/shell';
import { ui } from './en/ui';
import { jobs } from './en/jobs';
import { logs } from './en/logs';
import { cronjobs } from './en/cronjobs';
import { designer } from './en/designer';
import { schedule } from './en/schedule';

export const en = { shell, ui, jobs, logs, cronjobs, designer, schedule };
