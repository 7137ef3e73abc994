from camveil.clock import SystemClock


def test_time_does_not_go_back() -> None:
    clock = SystemClock()
    moments_s = [clock.now_s() for _ in range(100)]
    assert moments_s == sorted(moments_s)
    assert moments_s[-1] > moments_s[0]
