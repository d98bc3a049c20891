# syntax=docker/dockerfile:1

# LightGBM is compiled here; the image that runs has no compiler.
FROM node:20-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake g++ \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
# The slow layer: it is rebuilt only when a dependency changes.
RUN npm ci --ignore-scripts && npm rebuild
COPY . .
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts \
 && find node_modules/lightgbm -type f -name '*.o' -delete \
 && rm -rf node_modules/lightgbm/dependencies

FROM node:20-bookworm-slim
# LightGBM runs on OpenMP.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE /app/README.md ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/docs ./docs
COPY --from=build /app/examples ./examples
# What is kept lies in two folders: artifacts under the home, price files (read only) under /data.
RUN install -d -o node -g node /var/lib/bullwright /data
ENV NODE_ENV=production \
    BULLWRIGHT_HOST=0.0.0.0 \
    BULLWRIGHT_HOME=/var/lib/bullwright \
    BULLWRIGHT_DATA_DIR=/data
USER node
VOLUME ["/var/lib/bullwright"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BULLWRIGHT_PORT || 8080}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["start"]
