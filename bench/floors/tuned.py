"""A Streamlit server tuned as ours is, with nothing in it but one page: BENCH_PAGE names its script."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st


@asynccontextmanager
async def _lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    import pandas  # noqa: F401, PLC0415
    import plotly.graph_objects  # noqa: F401, PLC0415

    gc.collect()
    gc.freeze()
    yield {}


app = st.App(Path(__file__).with_name(os.environ["BENCH_PAGE"]), lifespan=_lifespan)
