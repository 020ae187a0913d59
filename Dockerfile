# The app for a practice: docs/deploy.md says how it is used. Pin the base to a digest for builds that never change.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
# Dependencies first, so that a change of our code alone does not fetch them again. Wheels only: nothing is compiled.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN mkdir tracker && touch tracker/__init__.py \
 && python -m venv --without-pip .venv \
 && python -m pip --python .venv install --no-cache-dir --only-binary :all: --no-deps --require-hashes --requirement constraints.txt \
 && python -m pip --python .venv install --no-cache-dir --no-deps --no-build-isolation --editable . \
 && python -m pip --python .venv uninstall --yes --quiet pip setuptools
COPY dashboard.py ./
COPY .streamlit .streamlit
COPY tracker tracker
COPY data/sample data/sample
# The files it sends are compressed here, since its own folder cannot be written to later.
RUN python -m compileall -q tracker .venv/lib && .venv/bin/python -m tracker.web.middleware.compressed

FROM ${BASE}
# Neither an installer nor a builder is needed from here on.
RUN python -m pip uninstall --yes --quiet pip setuptools wheel \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin tracker \
 && install -d -o tracker -g tracker -m 700 /data
COPY --from=build /app /app
WORKDIR /app
USER 10001
ENV PATH=/app/.venv/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    TRACKER_MODE=practice TRACKER_DATABASE=/data/tracker.db TRACKER_HOST=0.0.0.0
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["recovery-tracker", "serve"]
