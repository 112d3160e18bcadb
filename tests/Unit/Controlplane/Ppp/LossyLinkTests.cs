using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Links that lose, double, delay and reorder.</summary>
public sealed class LossyLinkTests
{
    [Theory]
    [InlineData(0.1, 0.1, 10)]
    [InlineData(0.3, 0.2, 200)]
    [InlineData(0.0, 0.5, 500)]
    public void SessionsComeUpAndBothSidesAgree(double loss, double duplication, int jitter)
    {
        int up = 0;
        List<string> failures = [];
        const int Sessions = 300;
        PppAuthenticationMethod[] methods = [PppAuthenticationMethod.Pap, PppAuthenticationMethod.Chap, PppAuthenticationMethod.MsChapV2];
        Ipv4Pool pool = TestSettings.Pool();
        for (int seed = 0; seed < Sessions; seed++)
        {
            Link link = new Link(TestSettings.Server(methods[seed % 3], pool), TestSettings.Client(), seed, loss, duplication, 20, jitter).Open();
            link.Run(90_000);
            if (link.LeftOwner.Ipv4 is { } server && link.RightOwner.Ipv4 is { } client)
            {
                up++;
                Assert.Equal(server.Peer, client.Local);
            }

            else
            {
                failures.Add($"{seed}: {string.Join(", ", link.LeftOwner.Events)} / {string.Join(", ", link.RightOwner.Events)}");
            }

            link.Left.Close(link.Now);
            link.Run(60_000);
            Assert.Equal(PppPhase.Dead, link.Left.Phase);
            Assert.Equal(0, pool.Used);
        }

        Assert.True(up >= Sessions * (loss > 0.2 ? 80 : 98) / 100, $"{up} of {Sessions} came up; {string.Join("; ", failures)}");
    }
}
