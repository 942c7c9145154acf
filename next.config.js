/** @type {import('next').NextConfig} */
export default {
  devIndicators: false,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['@kubernetes/client-node', 'undici'],
  // The development server is opened by address, not by name.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  turbopack: {
    root: new URL('.', import.meta.url).pathname,
    resolveAlias: {
      // monaco-yaml still names the worker by the path older versions of Monaco had.
      'monaco-editor/esm/vs/editor/editor.worker.js': 'monaco-editor/editor/editor.worker',
    },
  },
};
