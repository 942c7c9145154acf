/** @type {import('next').NextConfig} */
export default {
  devIndicators: false,
  poweredByHeader: false,
  serverExternalPackages: ['@kubernetes/client-node'],
  turbopack: {
    root: new URL(".", import.meta.url).pathname,
    resolveAlias: {
      // monaco-yaml still names the worker by the path older versions of Monaco had.
      'monaco-editor/esm/vs/editor/editor.worker.js': 'monaco-editor/editor/editor.worker',
    },
  },
};
