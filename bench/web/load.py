"""Measures the pages of `semesta serve` with a large city: size, time, CPU and memory.

Makes an invented city once (kept in --work), serves it, signs in, and asks for each page first
alone and then from many connections that never pause (`wrk`, Debian package of that name).

load.py --semesta target/release/semesta --work DIR [--residents 1000000] [--months 3]
    [--connections 50] [--seconds 8] [--only WORD] [--out results.json]
"""

import argparse
import gzip
import http.client
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
SCENARIO, REGION = "tangerang-2024", "36.71"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A server of this session, ended with it."""

    def __init__(self, command, log):
        self.log = log
        with open(log, "w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)

    def said(self):
        return pathlib.Path(self.log).read_text()

    def wait_for(self, pattern, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := re.search(pattern, self.said()):
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        sys.exit(f"waited in vain for {pattern}:\n{self.said()}")

    def cpu(self):
        """CPU seconds so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        """Resident and highest memory in MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        kib = lambda name: int(re.search(rf"{name}:\s+(\d+)", status)[1])
        return kib("VmRSS") / 1024, kib("VmHWM") / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


class Visitor:
    """Somebody signed in."""

    def __init__(self, port):
        self.port, self.cookie = port, ""

    def ask(self, method, path, body=None, packed=False):
        """Status, body as it travels, headers and seconds until it is there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": self.cookie}
        if packed:
            headers["Accept-Encoding"] = "gzip"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, content, answer.headers, time.perf_counter() - start

    def text(self, path):
        status, content, *_ = self.ask("GET", path)
        if status != 200:
            sys.exit(f"{path}: {status}")
        return content.decode()

    def sign_in(self, user, password):
        form = urllib.parse.urlencode({"user": user, "password": password})
        status, _, headers, _ = self.ask("POST", "/masuk", form)
        if status != 303:
            sys.exit(f"signing in: {status}")
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def seal(self):
        return re.search(r'name="_token" value="(\w+)"', self.text("/akun"))[1]

    def send(self, path, **form):
        """Sends a form and waits for the job that it begins, if it does."""
        body = urllib.parse.urlencode({"_token": self.seal(), **form})
        status, content, headers, _ = self.ask("POST", path, body)
        if status == 303 and "/pekerjaan/" in headers["Location"]:
            while 'http-equiv="refresh"' in self.text(headers["Location"]):
                time.sleep(0.5)
        elif status not in (200, 303):
            sys.exit(f"{path}: {status}")


def prepare(args):
    """The city, its runs and its people at the desk; gives the demo's password."""
    password = args.work / "password"
    if password.exists():
        return password.read_text()
    demo = Server([args.semesta, "--lang", "en", "demo", "--scenario", SCENARIO, "--residents", str(args.residents),
                   "--months", str(args.months), "--dir", args.work / "city",
                   "--listen", "127.0.0.1:0"], args.work / "demo.log")
    try:
        found = demo.wait_for(r"password (\w+)", 1200)[1]
        # The months before are computed in the background: they are waited for.
        runs = args.work / "city" / "data" / "runs"
        while len([run for run in runs.iterdir() if (run / "manifest.json").exists()]) < args.months:
            time.sleep(0.5)
    finally:
        demo.stop()
    password.write_text(found)
    return found


def pages(visitor):
    """What is asked for: a name, and requests that are sent in turn."""
    ranking = visitor.text("/wilayah?tingkat=kelurahan")
    villages = re.findall(r'href="/wilayah/(\d{10})"', ranking)
    districts = sorted({village[:6] for village in villages})
    people = [person for village in villages[:5]
              for person in re.findall(r'href="(/penduduk/o/\w+)"', visitor.text(f"/belum?wilayah={village}"))[:10]]
    seal = visitor.seal()
    proposals = re.findall(r'href="(/usulan/\d+)"', visitor.text("/usulan"))
    search = lambda wanted: ("POST", "/penduduk", urllib.parse.urlencode({"_token": seal, "wanted": wanted}))
    get = lambda paths: [("GET", path, "") for path in paths]
    names = ["siti nurhaliza", "muhamad rizky", "budi santoso", "dewi lestary", "agus", "sri wahyuni", "yohanes", "abdul rahmann"]
    return [
        ("summary", get(["/"])),
        ("areas: districts", get(["/wilayah"])),
        ("areas: villages", get(["/wilayah?tingkat=kelurahan&urut=belum&arah=turun", "/wilayah?tingkat=kelurahan&cari=a"])),
        ("areas: one district", get([f"/wilayah/{one}" for one in districts])),
        ("areas: one village", get([f"/wilayah/{one}" for one in villages])),
        ("areas: village sheet", get([f"/wilayah/{one}/lembar" for one in villages])),
        ("receipt", get([f"/kuitansi/angka?dasar=verified&indikator=coverage&wilayah={one}" for one in villages])),
        ("receipts of sums", get(["/kuitansi/celah", "/kuitansi/belum", "/kuitansi/belum?apa=biaya", "/kuitansi/umur",
                                  "/kuitansi/tagihan?apa=sengketa", "/kuitansi/jembatan?langkah=duplicate"]
                                 + [f"/kuitansi/celah?wilayah={one}" for one in districts])),
        ("work list: whole city", get(["/belum"])),
        ("work list: filtered", get([f"/belum?wilayah={one}&urut=umur&arah=turun" for one in districts]
                                    + [f"/belum?rute={route}&urut=desil&hal=3" for route in ("pbpu_pemda", "pbi_jk", "employer", "newborn")])),
        ("work list: one village", get([f"/belum?wilayah={one}&status=belum" for one in villages])),
        ("person search: form", get(["/penduduk"])),
        ("person search: name", [search(name) for name in names]),
        ("person search: number", [search(f"367101{serial:010d}") for serial in range(4101909001, 4101909009)]),
        ("person, masked", get(people)),
        ("bill: findings", get(["/keuangan"])),
        ("bill: lines, all", get(["/keuangan/tagihan"])),
        ("bill: lines, filtered", get(["/keuangan/tagihan?temuan=not_found", "/keuangan/tagihan?temuan=deceased&urut=sengketa&arah=turun",
                                       "/keuangan/tagihan?temuan=duplicate&hal=2"]
                                      + [f"/keuangan/tagihan?wilayah={one}" for one in districts])),
        ("what is due", get(["/keuangan/kewajiban"])),
        ("awards", get(["/keuangan/penghargaan"])),
        ("funding plan, asked before", get(["/keuangan/rencana"])),
        ("minutes of a quarter", get(["/keuangan/berita-acara"])),
        ("proposals", get(["/usulan", "/usulan?keadaan=drafted&urut=biaya&arah=turun&hal=3"])),
        ("proposal", get(proposals)),
        ("batches", get(["/usulan/batch"])),
        ("calendar", get(["/usulan/kalender"])),
        ("review queue", get(["/tinjauan"])),
        ("employers", get(["/badan-usaha"])),
        ("data", get(["/data"])),
        ("law", get(["/pengaturan"])),
        ("public page", get(["/publik"])),
        ("public CSV", get(["/publik.csv"])),
        ("API: figures", get(["/api/v1/figures?level=village", "/api/v1/figures?level=district&segment=pbi_jk"])),
        ("API: receipt", get(["/api/v1/receipt?basis=verified&indicator=coverage"])),
    ]


def alone(visitor, requests):
    """One visitor: median milliseconds, bytes of the first answer before and after packing."""
    seconds, sizes = [], None
    for method, path, body in (requests * 10)[:12]:
        status, content, headers, took = visitor.ask(method, path, body or None, packed=True)
        if status != 200:
            sys.exit(f"{method} {path}: {status}")
        plain = gzip.decompress(content) if headers["Content-Encoding"] == "gzip" else content
        sizes = sizes or (len(plain), len(content))
        seconds.append(took)
    return statistics.median(seconds) * 1000, max(seconds) * 1000, *sizes


def together(args, visitor, server, requests):
    """Many visitors who never pause: what wrk says, and CPU milliseconds a request."""
    listed = args.work / "requests"
    listed.write_text("".join(f"{method}\t{path}\t{body}\n" for method, path, body in requests))
    before = server.cpu()
    command = ["wrk", "-t1", f"-c{args.connections}", f"-d{args.seconds}s", "--timeout", "60s", "-s", HERE / "load.lua",
               f"http://127.0.0.1:{visitor.port}"]
    environment = {**os.environ, "WRK_REQUESTS": str(listed), "WRK_COOKIE": visitor.cookie}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = json.loads(re.search(r"JSON (.*)", said)[1])
    found["cpu_ms"] = 1000 * (server.cpu() - before) / max(found["requests"], 1)
    return found


def measure(args, visitor, server):
    results, every = [], []
    print(f"| page | kB | packed kB | alone ms | p50 ms | p95 ms | p99 ms | pages/s | CPU ms |\n{'| ---: ' * 9}|".replace("| ---:", "| ---", 1))
    for name, requests in pages(visitor) + [("all of these in turn", every)]:
        if not requests:
            print(f"| {name} | nothing to ask for |")
            continue
        every += requests[:6]
        if args.only and args.only not in name:
            continue
        one, most, plain, packed = alone(visitor, requests)
        many = together(args, visitor, server, requests)
        results.append({"page": name, "alone_ms": one, "alone_ms_max": most, "bytes": plain, "packed": packed, **many})
        wrong = f" {many['refused'] + many['broken']} not answered" if many["refused"] + many["broken"] else ""
        print(f"| {name} | {plain / 1000:.0f} | {packed / 1000:.1f} | {one:.1f} | {many['p50']:.0f} | {many['p95']:.0f} "
              f"| {many['p99']:.0f} | {many['requests'] / many['seconds']:.0f} | {many['cpu_ms']:.2f} |{wrong}", flush=True)
    return results


def first_page(visitor):
    """The first page after signing in with everything it fetches, as it travels."""
    status, content, _, seconds = visitor.ask("GET", "/", packed=True)
    page = gzip.decompress(content).decode()
    assets = sorted(set(re.findall(r'(?:href|src)="(/aset/[^"]+)"', page)))
    total = len(content) + sum(len(visitor.ask("GET", asset, packed=True)[1]) for asset in assets)
    return {"status": status, "page": len(content), "with_assets": total, "ms": 1000 * seconds}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--semesta", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    password = prepare(args)
    command = [args.semesta, "--lang", "en", "serve", "--data", args.work / "city" / "data", "--listen", "127.0.0.1:0"]
    server, start = Server(command, args.work / "serve.log"), time.perf_counter()
    try:
        port = int(server.wait_for(r"http://127.0.0.1:(\d+)/", 60)[1])
        visitor = Visitor(port)
        while visitor.ask("GET", "/publik.json")[0] != 200:
            time.sleep(0.1)
        loaded = time.perf_counter() - start
        rest, _ = server.memory()
        visitor.sign_in("demo", password)
        first = first_page(visitor)
        print(f"Until the run is shown: {loaded:.1f} s, {rest:.0f} MiB. First page after signing in: {first['ms']:.0f} ms, "
              f"{first['page'] / 1000:.1f} kB, with style and script {first['with_assets'] / 1000:.1f} kB.\n")
        if not re.search(r'href="/usulan/\d+"', visitor.text("/usulan")):
            visitor.send("/usulan/susun", dari="jalan", rute="pbpu_pemda")
        results = measure(args, visitor, server)
        now, most = server.memory()
        print(f"\nMemory: {now:.0f} MiB at the end, {most:.0f} MiB at most.")
        if args.out:
            args.out.write_text(json.dumps({"loaded_s": loaded, "first": first, "rest_mib": rest, "most_mib": most, "pages": results}, indent=1))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
