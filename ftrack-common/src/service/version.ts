/** Version of these services, as in the manifests of their packages. */
export const VERSION = '2.0.0-alpha.1';
