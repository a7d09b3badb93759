using System.Text.Json;

namespace Fovea.Cli.Tests.Verbs;

public class DoctorVerbTests
{
    [Fact]
    public void The_machine_is_described_and_the_backends_agree()
    {
        JsonElement json = Call.Of("doctor", "--json").Json();
        Assert.True(json.GetProperty("selfTest").GetBoolean());
        Assert.True(json.GetProperty("peakGflops").GetDouble() > 0);
        Assert.True(json.GetProperty("processors").GetInt32() >= 1);
        Assert.True(json.GetProperty("dataPresent").GetProperty("digits").GetBoolean());
    }
}
