"""SaxonC-HE's side of the comparison by packs: saxonc_peer.py NAME=COMPILED.xslt…

The same questions and answers as tests/bench/saxon/SaxonPeer.java, run by the Python of tests/support/saxonc.py. The tree is
built before the clock starts, and the report is made into text only after it has stopped."""
import re, sys, time

from saxonche import PySaxonApiError, PySaxonProcessor

FINDING = re.compile(r"<(?:[\w.-]+:)?(?:failed-assert|successful-report)[\s/>]")


def answer(processor, pack, document):
    began = time.thread_time()
    tree = processor.parse_xml(xml_file_name=document)
    parsed = time.thread_time()
    pack.set_global_context_item(xdm_item=tree)
    report = pack.apply_templates_returning_value(xdm_value=tree)
    done = time.thread_time()
    return f"{(done - parsed) * 1e6:.1f} {(parsed - began) * 1e6:.1f} {len(FINDING.findall(str(report)))} 0"


def main():
    processor = PySaxonProcessor(license=False)
    packs = {}
    for argument in sys.argv[1:]:
        name, _, stylesheet = argument.partition("=")
        began = time.thread_time()
        packs[name] = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        print(f"ready {name} {(time.thread_time() - began) * 1e6:.1f}", flush=True)
    for line in sys.stdin:
        name, document = line.rstrip("\n").split(" ", 1)
        try:
            print(answer(processor, packs[name], document), flush=True)
        except PySaxonApiError as error:
            print("error", " ".join(str(error).split()), flush=True)


main()
