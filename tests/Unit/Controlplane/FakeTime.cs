namespace Router.Unit.Tests.Controlplane;

/// <summary>Time that passes when told to.</summary>
internal sealed class FakeTime : TimeProvider
{
    private long _milliseconds = 1_000_000;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _milliseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(_milliseconds);

    public void Advance(long milliseconds) => _milliseconds += milliseconds;
}
