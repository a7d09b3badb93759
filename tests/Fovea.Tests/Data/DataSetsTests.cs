using Fovea.Data;
using Fovea.Testing;

namespace Fovea.Tests.Data;

/// <summary>What every registered set must keep.</summary>
public class DataSetsTests
{
    public static TheoryData<string> Names => [.. DataSets.Names];

    // Sets of files whose files are missing are reported as skipped by MnistTests.
    public static TheoryData<string> Present =>
        [.. DataSets.All.Where(set => set.Kind == DataSetKind.Generated || TestData.Path(set.Name) is not null).Select(set => set.Name)];

    [Theory]
    [MemberData(nameof(Present))]
    public void A_set_is_what_its_declaration_says(string name)
    {
        DataSetEntry entry = DataSets.Get(name);
        foreach (bool train in new[] { true, false })
        {
            DataSet set = entry.Load(new DataSetRequest { Train = train, DataDir = TestData.Folder });
            // A part of CIFAR-10 is enough.
            if (entry.ChecksContent || entry.Kind == DataSetKind.Generated) Assert.Equal(train ? entry.TrainCount : entry.TestCount, set.Count);
            else Assert.InRange(set.Count, 100, train ? entry.TrainCount : entry.TestCount);
            Assert.Equal((entry.Height, entry.Width, entry.Channels), (set.Height, set.Width, set.Channels));
            Assert.Equal(entry.Classes, set.Classes);

            DataSet few = entry.Load(new DataSetRequest { Train = train, DataDir = TestData.Folder, Count = 100 });
            Assert.Equal(100, few.Count);
            float[] one = new float[set.SampleLength], other = new float[set.SampleLength];
            for (int i = 0; i < 100; i++)
            {
                set.Read(i, one, out int label);
                few.Read(i, other, out int again);
                Assert.Equal(one, other);
                Assert.Equal(label, again);
                Assert.All(one, v => Assert.InRange(v, 0f, 1f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_below_one_are_refused(string name) =>
        Assert.Throws<FoveaException>(() => DataSets.Load(name, new DataSetRequest { DataDir = TestData.Folder, Count = 0 }));

    [DataFact("mnist")]
    public void More_samples_than_there_are_is_an_error()
    {
        var request = new DataSetRequest { DataDir = TestData.Folder, Count = 60_001 };
        var error = Assert.Throws<FoveaException>(() => DataSets.Load("mnist", request));
        Assert.Contains("there are 60000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_told_its_nearest()
    {
        var error = Assert.Throws<FoveaException>(() => DataSets.Get("mnits"));
        Assert.Contains("did you mean 'mnist'?", error.Message, StringComparison.Ordinal);
        Assert.All(DataSets.Names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }
}
