# docker build -t korea-trade . && docker run --rm -v "$PWD/reports:/project/reports" korea-trade MONTH=2023-12
# JupyterLab: docker run --rm -p 8888:8888 --entrypoint make korea-trade lab LAB='--ip=0.0.0.0'
FROM python:3.13-slim
RUN apt-get -qq update && apt-get -qq install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /project
COPY . .
RUN make .venv/.ready .venv/.ready-lab
ENTRYPOINT ["make", "report"]
