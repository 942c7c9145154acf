import { cronjobs } from './zh/cronjobs';
import { designer } from './zh/designer';
import { jobs } from './zh/jobs';
import { logs } from './zh/logs';
import { schedule } from './zh/schedule';
import { shell } from './zh/shell';
import { ui } from './zh/ui';

export const zh = { shell, ui, jobs, logs, cronjobs, designer, schedule };
