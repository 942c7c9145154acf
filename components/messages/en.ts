import { cronjobs } from './en/cronjobs';
import { designer } from './en/designer';
import { jobs } from './en/jobs';
import { logs } from './en/logs';
import { schedule } from './en/schedule';
import { shell } from './en/shell';
import { ui } from './en/ui';

export const en = { shell, ui, jobs, logs, cronjobs, designer, schedule };
