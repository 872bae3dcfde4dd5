/** The part of GitHub's published schema that is asked for, with its names and nullability (docs.github.com/graphql/reference). */
export const SCHEMA = `
scalar URI
scalar GitObjectID
scalar Base64String
scalar GitRefname
scalar DateTime

enum RepositoryVisibility { INTERNAL PRIVATE PUBLIC }
enum RepositoryAffiliation { COLLABORATOR ORGANIZATION_MEMBER OWNER }
enum RepositoryOrderField { CREATED_AT NAME PUSHED_AT STARGAZERS UPDATED_AT }
enum OrderDirection { ASC DESC }
enum SearchType { DISCUSSION ISSUE REPOSITORY USER }
enum PullRequestState { CLOSED MERGED OPEN }
enum IssueOrderField { COMMENTS CREATED_AT UPDATED_AT }
enum StatusState { ERROR EXPECTED FAILURE PENDING SUCCESS }

input RepositoryOrder { direction: OrderDirection! field: RepositoryOrderField! }
input IssueOrder { direction: OrderDirection! field: IssueOrderField! }
input CommittableBranch { branchName: String id: ID repositoryNameWithOwner: String }
input CommitMessage { body: String headline: String! }
input FileAddition { contents: Base64String! path: String! }
input FileDeletion { path: String! }
input FileChanges { additions: [FileAddition!] deletions: [FileDeletion!] }
input CreateCommitOnBranchInput {
  branch: CommittableBranch! clientMutationId: String expectedHeadOid: GitObjectID! fileChanges: FileChanges message: CommitMessage!
}
input RefUpdate { afterOid: GitObjectID! beforeOid: GitObjectID force: Boolean = false name: GitRefname! }
input UpdateRefsInput { clientMutationId: String refUpdates: [RefUpdate!]! repositoryId: ID! }

interface Node { id: ID! }
interface GitObject { oid: GitObjectID! }
interface RepositoryOwner { login: String! repositories(after: String, first: Int, orderBy: RepositoryOrder, ownerAffiliations: [RepositoryAffiliation]): RepositoryConnection! }
union SearchResultItem = Repository

type PageInfo { endCursor: String hasNextPage: Boolean! }
type RepositoryConnection { nodes: [Repository] pageInfo: PageInfo! totalCount: Int! }
type SearchResultItemConnection { nodes: [SearchResultItem] pageInfo: PageInfo! repositoryCount: Int! }
type Organization implements RepositoryOwner { login: String! repositories(after: String, first: Int, orderBy: RepositoryOrder, ownerAffiliations: [RepositoryAffiliation]): RepositoryConnection! }
type User { login: String! }
type Topic { name: String! }
type RepositoryTopic { topic: Topic! }
type RepositoryTopicConnection { nodes: [RepositoryTopic] }
type Repository implements Node {
  id: ID! nameWithOwner: String! url: URI! visibility: RepositoryVisibility! isFork: Boolean! isArchived: Boolean! forkCount: Int!
  repositoryTopics(after: String, first: Int): RepositoryTopicConnection!
  defaultBranchRef: Ref
  object(expression: String, oid: GitObjectID): GitObject
  ref(qualifiedName: String!): Ref
  pullRequests(after: String, first: Int, headRefName: String, orderBy: IssueOrder, states: [PullRequestState!]): PullRequestConnection!
}
type Ref { name: String! target: GitObject compare(headRef: String!): Comparison }
type Comparison { aheadBy: Int! behindBy: Int! commits(first: Int, last: Int): ComparisonCommitConnection! }
type ComparisonCommitConnection { nodes: [Commit] totalCount: Int! }
type GitActor { email: String name: String user: User }
type CommitConnection { nodes: [Commit] totalCount: Int! }
type StatusCheckRollup { state: StatusState! }
type Commit implements GitObject {
  oid: GitObjectID! message: String! author: GitActor committer: GitActor
  parents(first: Int): CommitConnection! file(path: String!): TreeEntry statusCheckRollup: StatusCheckRollup
}
type TreeEntry { name: String! mode: Int! type: String! path: String object: GitObject }
type Tree implements GitObject { oid: GitObjectID! entries: [TreeEntry!] }
type Blob implements GitObject { oid: GitObjectID! byteSize: Int! isBinary: Boolean isTruncated: Boolean! text: String }
type PullRequest { number: Int! url: URI! state: PullRequestState! title: String! body: String! isDraft: Boolean! headRefOid: GitObjectID! isCrossRepository: Boolean! }
type PullRequestConnection { nodes: [PullRequest] totalCount: Int! }
type CreateCommitOnBranchPayload { clientMutationId: String commit: Commit ref: Ref }
type UpdateRefsPayload { clientMutationId: String }

type RateLimit { cost: Int! limit: Int! nodeCount: Int! remaining: Int! resetAt: DateTime! used: Int! }

type Query {
  rateLimit(dryRun: Boolean = false): RateLimit
  viewer: User!
  node(id: ID!): Node
  repository(name: String!, owner: String!, followRenames: Boolean = true): Repository
  repositoryOwner(login: String!): RepositoryOwner
  search(after: String, first: Int, query: String!, type: SearchType!): SearchResultItemConnection!
}
type Mutation {
  createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  updateRefs(input: UpdateRefsInput!): UpdateRefsPayload
}
`;
