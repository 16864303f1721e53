"""mmcv: the configuration that mmengine took over from it."""


def attach(module, probe):
    probe.load("on/mmengine__config__config")["attach"](module, probe)
