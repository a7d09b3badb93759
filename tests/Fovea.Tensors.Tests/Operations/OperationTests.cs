namespace Fovea.Tensors.Tests.Operations;

/// <summary>Holds every row of every table to <see cref="OperationContract"/>, and every operation of the engine to having a row.</summary>
public class OperationTests
{
    public static IEnumerable<OperationCase> Cases =>
    [
        .. ElementwiseCases.All, .. ReductionCases.All, .. RandomCases.All, .. ProductCases.All, .. ConvolutionCases.All, .. MovementCases.All, .. PoolingCases.All,
        .. SamplingCases.All,
    ];

    public static TheoryData<OperationCase> All => [.. Cases];

    public static TheoryData<OperationCase> Differentiable => [.. Cases.Where(row => row.HasSlopes)];

    public static TheoryData<OperationCase> TwiceDifferentiable => [.. Cases.Where(row => row is { HasSlopes: true, HasSecondGradient: true })];

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void CpuEqualsReference(OperationCase row) => OperationContract.CpuEqualsReference(row);

    [Theory, MemberData(nameof(Differentiable), DisableDiscoveryEnumeration = true)]
    public void GradientIsTheSlope(OperationCase row) => OperationContract.GradientIsTheSlope(row);

    [Theory, MemberData(nameof(TwiceDifferentiable), DisableDiscoveryEnumeration = true)]
    public void SecondGradientIsTheSlope(OperationCase row) => OperationContract.SecondGradientIsTheSlope(row);

    [Fact]
    public void EveryOperationHasARow()
    {
        HashSet<Type> seen = OperationsOf(Cases);
        IEnumerable<string> missing = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsSubclassOf(typeof(FusedOp)) && type != typeof(CopyOp) && !seen.Contains(type))
            .Select(type => type.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryOperationOfALargeRowIsInASmallOneWhoseSlopesAreMeasured()
    {
        HashSet<Type> measured = OperationsOf(Cases.Where(row => row.HasSlopes));
        Assert.Empty(OperationsOf(Cases.Where(row => row.HasGradient)).Except(measured));
    }

    /// <summary>The operations of rows and of their gradients.</summary>
    static HashSet<Type> OperationsOf(IEnumerable<OperationCase> rows)
    {
        HashSet<Type> seen = [];
        void Visit(Tensor tensor)
        {
            if (tensor.Operation is null) return;
            seen.Add(tensor.Operation.GetType());
            foreach (Tensor input in tensor.Inputs) Visit(input);
        }
        foreach (OperationCase row in rows)
        {
            Tensor[] x = [.. row.Operands(1).Select((values, i) => Tensor.From(values, row.Shapes[i]))];
            Tensor y = row.Compute(x);
            Visit(y);
            if (!row.HasGradient) continue;
            foreach (Tensor gradient in Gradient.Of(y.Sum(), [.. Enumerable.Range(0, x.Length).Except(row.NotDifferentiable).Select(i => x[i])])) Visit(gradient);
        }
        return seen;
    }

    [Fact]
    public void EveryOperationRunsOnEveryBackend() => Assert.Empty(typeof(Operation).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsSubclassOf(typeof(FusedOp)))
        .Where(type => !typeof(IReferenceOperation).IsAssignableFrom(type) || (type != typeof(ReshapeOp) && !typeof(ICpuOperation).IsAssignableFrom(type)))
        .Select(type => type.Name));
}
