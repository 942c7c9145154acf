// What every figure is called, the aim it is held to, and what a real Kubernetes 1.36 control plane (etcd, kube-apiserver,
// kube-controller-manager, client limits lifted) takes for the same on two cores.

/** By name: `atMost` or `atLeast` is the aim; figures without one are told for information. */
export const aims = {
  creates: { what: 'Jobs created durably, 16 connections', unit: '/s', atLeast: 2000, kubernetes: 647 },
  getP50: { what: 'GET a Job, median', unit: 'ms', atMost: 1, kubernetes: 4.9 },
  getRate: { what: 'GET a Job, 16 connections', unit: '/s', atLeast: 5000, kubernetes: 2266 },
  list: { what: 'LIST of all Jobs, median', unit: 'ms', atMost: 60, kubernetes: 281 },
  table: { what: 'the same as a Table', unit: 'ms', atMost: 60, kubernetes: 220 },
  selector: { what: 'LIST of one label in ten', unit: 'ms', atMost: 10, kubernetes: 99 },
  patchP50: { what: 'merge patch, median', unit: 'ms', atMost: 1.5, kubernetes: 3 },
  fanOutP50: { what: 'one change seen by 50 watchers, median', unit: 'ms', kubernetes: 5.2 },
  fanOutP99: { what: 'the same, 99th percentile', unit: 'ms', atMost: 10, kubernetes: 10 },
  idleEmpty: { what: 'idle memory, nothing stored', unit: 'MB', atMost: 120 },
  coldStart: { what: 'start with 10,000 objects stored', unit: 'ms', atMost: 1000 },
  idleFull: { what: 'idle memory, 10,000 objects stored', unit: 'MB' },
  idleCpu: { what: 'idle CPU', unit: '%', atMost: 0.5 },
  jobWall: { what: '10,000-index Job, simulated pods', unit: 's', atMost: 3, kubernetes: 63 },
  jobCpu: { what: 'the same, CPU time', unit: 's', atMost: 4, kubernetes: 85 },
  jobMemory: { what: 'the same, memory afterwards', unit: 'MB', atMost: 400, kubernetes: 2000 },
  largeJobWall: { what: '100,000-index Job, simulated pods', unit: 's', atMost: 40 },
  largeJobCpu: { what: 'the same, CPU time', unit: 's' },
  largeJobMemory: { what: 'the same, memory afterwards', unit: 'MB' },
  largeJobStall: { what: 'the same, longest wait for a GET meanwhile', unit: 'ms', atMost: 200 },
  fireTimes: { what: '1,000 CronJobs × 31 days of fire times', unit: 'ms', atMost: 50 },
};

/** Whether a figure reaches its aim; `undefined` where there is none. */
export function reaches(name, figure) {
  const { atMost, atLeast } = aims[name];
  if (atMost !== undefined) return figure <= atMost;
  return atLeast === undefined ? undefined : figure >= atLeast;
}
